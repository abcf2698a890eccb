"""JSON read as tolerantly as is safe, and kept as text until it is looked at."""
