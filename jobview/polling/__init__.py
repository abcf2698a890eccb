"""Asking a server again and again, kindly: when, what next, how often at most, and what came of it.

asyncio only; no HTTP and no screen. Time, waiting and randomness are handed in. In this package
`_s` of a wall-clock moment is seconds since the epoch; a moment by the monotonic clock says so.
"""
