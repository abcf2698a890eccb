"""Everything that speaks to a Kinetica server: HTTP, envelope, Avro schemas, calls, failures."""
