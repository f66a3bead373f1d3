"""Proving: tests that analysts write, and properties."""
