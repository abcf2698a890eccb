"""From a job's raw response to something a person can read.

Pure apart from CPU time: nothing here asks a server. Nothing raises on bad input; what cannot be
decoded is kept as bytes with the reason.
"""
