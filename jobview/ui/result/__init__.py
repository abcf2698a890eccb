"""A decoded result: its views, the search in them, and a value in full."""
