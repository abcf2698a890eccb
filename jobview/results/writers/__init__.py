"""A decoded result in the formats that leave jobview."""
