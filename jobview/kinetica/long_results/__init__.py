"""Answers about a job that are too long to be here at once."""
