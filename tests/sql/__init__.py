"""The SQL that is printed, as text."""
