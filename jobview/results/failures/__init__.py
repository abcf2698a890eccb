"""Error messages read: their parts, what they name, and where in the query."""
