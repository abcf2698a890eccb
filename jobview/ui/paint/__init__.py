"""How anything is drawn: kept strips, rows with a cursor, colours, marks, words for figures."""
