"""Stores: one suite for all of them, and what becomes of them when things go wrong."""
