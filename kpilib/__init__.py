"""Say once what an indicator means, in YAML, and publish it without a slip.

The public names are loaded when they are first used: ``import kpilib`` alone imports no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kpilib.values.version import __version__ as __version__

if TYPE_CHECKING:
    from kpilib.api import evaluate, explain, reconcile, report
    from kpilib.figures.evaluation.evaluation import Evaluation
    from kpilib.figures.evaluation.line import Cell, Line
    from kpilib.figures.reconciliation import Reconciliation
    from kpilib.figures.report.model import Report
    from kpilib.language.catalogue import Catalogue
    from kpilib.language.dataset import Dataset
    from kpilib.language.model import Indicator
    from kpilib.project.panel import Panel
    from kpilib.project.project import Project
    from kpilib.project.stores.observations import Observation, Observations
    from kpilib.project.stores.protocol import Store
    from kpilib.project.validation import load, read, validate
    from kpilib.values.errors import KpilibError, SpecError, StoreError, UsageError
    from kpilib.values.findings import Finding, Severity, Span
    from kpilib.values.interval import denominator_interval
    from kpilib.values.period import Period


_HOMES = {
    "Catalogue": "kpilib.language.catalogue",
    "Cell": "kpilib.figures.evaluation.line",
    "Dataset": "kpilib.language.dataset",
    "Evaluation": "kpilib.figures.evaluation.evaluation",
    "Finding": "kpilib.values.findings",
    "Indicator": "kpilib.language.model",
    "KpilibError": "kpilib.values.errors",
    "Line": "kpilib.figures.evaluation.line",
    "Observation": "kpilib.project.stores.observations",
    "Observations": "kpilib.project.stores.observations",
    "Panel": "kpilib.project.panel",
    "Period": "kpilib.values.period",
    "Project": "kpilib.project.project",
    "Reconciliation": "kpilib.figures.reconciliation",
    "Report": "kpilib.figures.report.model",
    "Severity": "kpilib.values.findings",
    "Span": "kpilib.values.findings",
    "SpecError": "kpilib.values.errors",
    "Store": "kpilib.project.stores.protocol",
    "StoreError": "kpilib.values.errors",
    "UsageError": "kpilib.values.errors",
    "denominator_interval": "kpilib.values.interval",
    "evaluate": "kpilib.api",
    "explain": "kpilib.api",
    "load": "kpilib.project.validation",
    "read": "kpilib.project.validation",
    "reconcile": "kpilib.api",
    "report": "kpilib.api",
    "validate": "kpilib.project.validation",
}

__all__ = [
    "Catalogue",
    "Cell",
    "Dataset",
    "Evaluation",
    "Finding",
    "Indicator",
    "KpilibError",
    "Line",
    "Observation",
    "Observations",
    "Panel",
    "Period",
    "Project",
    "Reconciliation",
    "Report",
    "Severity",
    "Span",
    "SpecError",
    "Store",
    "StoreError",
    "UsageError",
    "denominator_interval",
    "evaluate",
    "explain",
    "load",
    "read",
    "reconcile",
    "report",
    "validate",
]


if not TYPE_CHECKING:  # a checker knows the names, and refuses others

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'kpilib' has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(home), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOMES})
