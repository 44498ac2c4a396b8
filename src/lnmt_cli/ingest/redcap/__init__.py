"""REDCap projects, from their CSV exports alone: what each column is, with or without the data dictionary."""
