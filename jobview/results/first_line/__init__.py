"""What a finished job did, in one line, and what else it reported."""
