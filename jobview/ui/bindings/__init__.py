"""Every key, once: what it does, where, and in which words footer, help and README say so."""
