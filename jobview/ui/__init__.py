"""The screen: the only package that imports Textual. Importing it alone imports nothing heavy."""
