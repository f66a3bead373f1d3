"""Proving: tests that analysts write, and properties that hold for any observations."""
