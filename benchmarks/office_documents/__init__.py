"""Invented documents of invented offices in every format, whose clauses are known because they were made here."""
