"""Importing: wide published tables into observations and published cells."""
