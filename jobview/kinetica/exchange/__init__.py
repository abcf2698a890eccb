"""One call and its answer over HTTP, or the error that it was instead."""
