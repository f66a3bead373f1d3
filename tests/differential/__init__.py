"""One set of figures: every engine against every other, cell by cell."""
