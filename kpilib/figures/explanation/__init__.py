"""Explaining: one figure as arithmetic, down to the observations."""
