"""Fixing: the one right remedy of a finding, written into the source text at its place."""
