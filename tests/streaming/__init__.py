"""Evaluation block by block."""
