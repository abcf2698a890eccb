"""What finished jobs return: one believable response record for each endpoint."""
