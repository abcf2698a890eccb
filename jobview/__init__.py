"""jobview: the terminal dashboard for Kinetica's asynchronous jobs."""

__version__ = "0.1.0"
