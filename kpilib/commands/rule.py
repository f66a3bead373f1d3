"""``kpilib rule``: what a finding means, why it matters, how to fix it."""

from __future__ import annotations

import argparse

from kpilib.commands.output import deliver
from kpilib.project.rules import RULES
from kpilib.values.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="such as KPI201; default: a list")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one rule's page, or the list of all."""
    if options.code is None:
        lines = [f"{rule.code}  {rule.severity:8} {rule.name}" for rule in RULES]
        deliver("\n".join(lines) + "\n", options, for_person=True)
        return 0
    wanted = options.code.lower()
    for rule in RULES:
        if wanted in (rule.code.lower(), rule.name):
            deliver(f"{(rule.page or rule.name).strip()}\n", options, for_person=True)
            return 0
    raise UsageError(f"there is no rule `{options.code}`; `kpilib rule` lists them")
