"""Every figure that the documents quote, as a command that prints one table and, with --json FILE, writes the same."""
