"""The screen: the only package that imports Textual. Importing it alone imports nothing heavy."""

from __future__ import annotations

import os

# Textual paints at most so often a second, and reads this when it is imported. After one paint the
# next waits for its turn, so at its own 60 a key may wait 17 ms although nothing is to be done.
# Nothing is painted more often for it: data comes once a second, keys at thirty.
os.environ.setdefault("TEXTUAL_FPS", "240")
