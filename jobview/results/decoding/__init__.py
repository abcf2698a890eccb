"""From a response's bytes to a decoded result, whatever form they came in (protocol §3)."""
