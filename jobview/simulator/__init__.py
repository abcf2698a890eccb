"""A Kinetica job server for demos and tests: real HTTP, invented jobs.

Everything shown is drawn from a seed, so two runs with the same options tell the same story.
What the public protocol leaves open (the words of a cancellation, the message for an unknown
job) is answered in one plausible way here; real servers may differ.
"""
