"""The domain: jobs, their phases, snapshots of all of them, and what follows from both.

Pure: no I/O, no clock, no framework. Every time is handed in; `_s` is seconds since the epoch by
this machine's wall clock unless the name says otherwise, `_ms` milliseconds by the server's.
"""
