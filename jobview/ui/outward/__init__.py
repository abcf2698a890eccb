"""Ways out of jobview: clipboard, files, pager, editor, incident card."""
