"""Tables found in a record: by columns, by rows, as parallel arrays (protocol §3.4)."""
