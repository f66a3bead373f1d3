"""The part of ``kpilib validate`` that knows what was there before: baselines."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from kpilib.commands.output import deliver
from kpilib.publications.findings import baseline
from kpilib.values.errors import UsageError
from kpilib.values.findings import Finding


def write(options: argparse.Namespace, findings: Sequence[Finding]) -> int:
    """Write the findings of today; 0."""
    options.output = options.write_baseline
    deliver(baseline.written(findings), options)
    print(f"wrote {len(findings)} findings to {options.write_baseline}")
    return 0


def new(path: str, findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings that a baseline does not hold; raises UsageError where it is none."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read") from None
    return baseline.new(findings, baseline.read(text, path))
