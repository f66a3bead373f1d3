"""Specs: the declared things, the strict YAML reader, the loader, the catalogue, the project."""
