"""One value as text: by its Kinetica type for the eye, exactly for a file (protocol §3.5)."""
