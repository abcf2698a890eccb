"""The terminal under the screen: taken, left for a while, given back, and gone."""
