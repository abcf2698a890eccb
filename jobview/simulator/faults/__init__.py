"""Faults the simulated server commits on command, each on a share of the requests.

A `Fault` is data; `Faults` holds the present ones and draws by seed which request is hit;
`Misbehaving` wraps the application and commits them, and `Connection` those that need the socket.
"""
