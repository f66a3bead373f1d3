"""Importing: cells as people type them, and workbooks as people make them."""
