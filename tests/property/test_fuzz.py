"""A short run of what `tests/benchmarks/fuzz.py` runs for long."""

from __future__ import annotations

from tests.benchmarks import fuzz


def test_formulas_of_chance_give_findings_or_a_tree() -> None:
    """No exception but ours, for words and characters of every kind."""
    assert fuzz.formulas(20_000).startswith("20,000 formulas")


def test_mutated_projects_give_findings() -> None:
    """The shipped project with one file damaged, in every format."""
    assert fuzz.projects(120).startswith("120 projects")
