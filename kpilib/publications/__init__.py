"""Figures laid out for readers and for other programs; nothing is worked out here."""
