"""Bodies captured from real servers (protocol §2.2), shortened where it says so."""

from __future__ import annotations

JSON_SQL = (
    b'{"status":"OK","message":"","data_type":"execute_sql_response","data":"",'
    b'"data_str":"{\\"count_affected\\":0,\\"response_schema_str\\":\\"\\",'
    b'\\"binary_encoded_response\\":\\"\\",'
    b'\\"json_encoded_response\\":\\"{\\\\\\"column_1\\\\\\":[\\\\\\"ki_home\\\\\\"],'
    b'\\\\\\"column_headers\\\\\\":[\\\\\\"CURRENT_SCHEMA\\\\\\"],'
    b'\\\\\\"column_datatypes\\\\\\":[\\\\\\"char8\\\\\\"]}\\",'
    b'\\"total_number_of_records\\":1}"}'
)
"""7.2 behind `/gpudb-0`: a query's answer, schema and later fields left out."""

JSON_ERROR = (
    b'{"status":"ERROR","message":"SqlEngine: Object \'missing\' not found (S/SDc:1513)",'
    b'"data_type":"none","data":"","data_str":""}'
)
"""7.2, with HTTP status 400; the table's name put in."""

JSON_DENIED = (
    b'{"status":"ERROR","message":"Access denied; ok","data_type":"none","data":"","data_str":""}'
)
"""7.2, with HTTP status 400: a read-only user's DDL."""

AVRO_INSERT = b"\x04OK\x00\x2einsert_records_response\x08\x00\x06\x00\x00\x00"
"""The answer to /insert/records, complete."""
