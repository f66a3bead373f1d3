"""Say once what an indicator means, in YAML, and publish it without a slip.

The public names are loaded when they are first used: ``import kpilib`` alone imports no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kpilib.version import __version__ as __version__

if TYPE_CHECKING:
    from kpilib.engine.evaluate import evaluate
    from kpilib.engine.evaluation import Evaluation
    from kpilib.engine.line import Cell, Line
    from kpilib.errors import KpilibError, SpecError, StoreError, UsageError
    from kpilib.explaining.explain import explain
    from kpilib.findings import Finding, Severity, Span
    from kpilib.project import Project
    from kpilib.reconciliation import Reconciliation, reconcile
    from kpilib.reports.assemble import report
    from kpilib.reports.model import Report
    from kpilib.series.interval import denominator_interval
    from kpilib.series.panel import Panel
    from kpilib.series.period import Period
    from kpilib.spec.catalogue import Catalogue
    from kpilib.spec.dataset import Dataset
    from kpilib.spec.model import Indicator
    from kpilib.store.observations import Observation, Observations
    from kpilib.store.protocol import Store
    from kpilib.validation import load, read, validate


_HOMES = {
    "Catalogue": "kpilib.spec.catalogue",
    "Cell": "kpilib.engine.line",
    "Dataset": "kpilib.spec.dataset",
    "Evaluation": "kpilib.engine.evaluation",
    "Finding": "kpilib.findings",
    "Indicator": "kpilib.spec.model",
    "KpilibError": "kpilib.errors",
    "Line": "kpilib.engine.line",
    "Observation": "kpilib.store.observations",
    "Observations": "kpilib.store.observations",
    "Panel": "kpilib.series.panel",
    "Period": "kpilib.series.period",
    "Project": "kpilib.project",
    "Reconciliation": "kpilib.reconciliation",
    "Report": "kpilib.reports.model",
    "Severity": "kpilib.findings",
    "Span": "kpilib.findings",
    "SpecError": "kpilib.errors",
    "Store": "kpilib.store.protocol",
    "StoreError": "kpilib.errors",
    "UsageError": "kpilib.errors",
    "denominator_interval": "kpilib.series.interval",
    "evaluate": "kpilib.engine.evaluate",
    "explain": "kpilib.explaining.explain",
    "load": "kpilib.validation",
    "read": "kpilib.validation",
    "reconcile": "kpilib.reconciliation",
    "report": "kpilib.reports.assemble",
    "validate": "kpilib.validation",
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
