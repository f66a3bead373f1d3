"""Figures worked out from a project: evaluation, reports, explanations, differences."""
