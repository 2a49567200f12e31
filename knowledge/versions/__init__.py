"""Versions of a policy's text: which is in force on a day, how two differ, what a new one touches."""
