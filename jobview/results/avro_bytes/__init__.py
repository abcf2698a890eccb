"""Avro read strictly, and without making values that nobody looks at."""
