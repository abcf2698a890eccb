"""What happened, for whoever looks for a fault: the last troubles in memory, and a log file.

Everything else in jobview logs by the standard library, under its package's name, through
`loggers.logger`. Nothing is formatted and nothing written unless somebody asked for it.
"""
