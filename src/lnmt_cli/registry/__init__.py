"""The registry: one DuckDB file, published by rename."""
