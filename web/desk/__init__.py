"""The staff desk at /desk: every page stands in the table of routes with the least role that may open it."""
