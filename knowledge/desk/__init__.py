"""The staff desk without HTTP: accounts, sessions, the audit log, and what staff change in the office's rows."""
