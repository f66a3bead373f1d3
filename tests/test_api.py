"""The public names, and that importing them costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kpilib

NAMES = {
    "Catalogue", "Cell", "Dataset", "Evaluation", "Finding", "Indicator", "KpilibError", "Line",
    "Observation", "Observations", "Panel", "Period", "Project", "Reconciliation", "Report",
    "Severity", "Span", "SpecError", "Store", "StoreError", "UsageError", "denominator_interval",
    "evaluate", "explain",
    "load", "read", "reconcile", "report", "validate",
}  # fmt: skip


def test_the_public_names_are_these() -> None:
    """Adding or losing one is a decision."""
    assert set(kpilib.__all__) == NAMES
    assert set(dir(kpilib)) >= NAMES
    for name in NAMES:
        assert getattr(kpilib, name).__doc__
    with pytest.raises(AttributeError, match="wibble"):
        _ = kpilib.wibble  # type: ignore[attr-defined]


def test_public_functions_stay_functions() -> None:
    """No module of the package hides a function of the same name, whatever is imported when."""
    code = (
        "import kpilib, kpilib.commands.report, kpilib.commands.reconcile, kpilib.commands.explain,"
        "kpilib.commands.evaluate, kpilib.commands.validate\n"
        f"assert all(callable(getattr(kpilib, name)) for name in {sorted(NAMES)})"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(kpilib.__file__).parents[1])


def test_importing_kpilib_imports_no_numpy() -> None:
    """`import kpilib` alone is light."""
    code = "import sys, kpilib; sys.exit('numpy' in sys.modules or 'yaml' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(kpilib.__file__).parents[1])


def test_types_are_shipped() -> None:
    """py.typed stands beside the package."""
    assert (Path(kpilib.__file__).parent / "py.typed").exists()
