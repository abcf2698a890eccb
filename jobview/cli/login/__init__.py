"""Who logs in, and where passwords and tokens come from."""
