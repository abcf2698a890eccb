"""The incident card: a job's report in Markdown, redacted as asked."""
