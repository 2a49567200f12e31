"""Content files: their format, reading them with line numbers, and loading them into the database."""
