"""The job list: which columns there are, what stands in them, how a row is drawn."""
