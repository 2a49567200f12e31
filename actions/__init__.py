"""Custom actions: read the turn, make one call of `knowledge`, answer in reply blocks."""
