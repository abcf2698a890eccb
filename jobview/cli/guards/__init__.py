"""What stands between jobview and a server: reading the login anew, the audit log, read-only."""
