"""Results as people and machines read them: terminal tables, Markdown, CSV, TSV, JSON and JSON lines."""
