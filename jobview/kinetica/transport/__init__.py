"""Connections to a server and HTTP over them, whatever is said."""
