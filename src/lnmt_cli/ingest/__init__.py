"""From sheets of text cells to records of the canonical tables, and what is wrong with them."""
