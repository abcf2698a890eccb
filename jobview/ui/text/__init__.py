"""Text on screen: values as lines, lines as rows, rows as coloured segments, and finding words."""
