"""The debug screen: what jobview itself is doing, for whoever looks for a fault in it."""
