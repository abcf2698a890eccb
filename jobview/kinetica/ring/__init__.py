"""Several clusters, one asked at a time: which can be used, and which comes next."""
