"""For code scanning: SARIF 2.1.0 (OASIS Standard, 27 March 2020)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kpilib.findings import Finding
from kpilib.project import Project
from kpilib.rules import RULES
from kpilib.rules.rule import Rule
from kpilib.version import __version__

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_PLACE = {rule.code: place for place, rule in enumerate(RULES)}


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Give one run with every rule and every finding."""
    driver = {"name": "kpilib", "version": __version__, "rules": [_rule(rule) for rule in RULES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding) for finding in findings],
    }
    data = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(data, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    first, _, rest = rule.page.strip().partition("\n")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": first.partition(": ")[2]},
        "help": {"text": rest.strip()},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _result(finding: Finding) -> dict[str, Any]:
    span = finding.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    place = {"artifactLocation": {"uri": quote(span.file, errors="replace")}, "region": region}
    text = finding.message + (f" ({finding.hint})" if finding.hint else "")
    return {
        "ruleId": finding.code,
        "ruleIndex": _PLACE[finding.code],
        "level": str(finding.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
