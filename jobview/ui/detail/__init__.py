"""The detail pane: the selected job's facts, progress, error, query and raw answer."""
