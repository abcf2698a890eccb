"""What stands around the panes: header, tabs, footer, help, questions, why something is empty."""
