"""The fault matrix: every fault of the simulator against everything jobview does with a server.

`python -m tests.matrix` runs it whole and prints it; the tests in here run it in parts.
"""
