"""Comparing: what a change of the specs does to the published figures."""
