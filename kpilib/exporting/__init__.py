"""Exporting: figures in the layouts that others publish and read."""
