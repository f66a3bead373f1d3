"""For code scanning: SARIF 2.1.0 (OASIS Standard, 27 March 2020).

GitHub takes in at most 25,000 results of a run and shows 5,000, the gravest first; what has no place
among them is counted in a notification. Source: GitHub's page "SARIF support for code scanning".
"""  # noqa: E501

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kpilib.project.project import Project
from kpilib.project.rules import RULES
from kpilib.project.rules.rule import Rule
from kpilib.publications.findings.lines import fingerprints
from kpilib.values.findings import Finding, Severity
from kpilib.values.version import __version__

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_PLACE = {rule.code: place for place, rule in enumerate(RULES)}


#: so many results are written, and so long may a message be
MOST_RESULTS, LONGEST = 5_000, 1_000


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Return one run with every rule and every finding, or as many as readers take."""
    prints = dict(zip(findings, fingerprints(findings), strict=True))
    kept: Sequence[Finding] = findings
    if len(findings) > MOST_RESULTS:
        kept = sorted(findings, key=lambda one: one.severity != Severity.ERROR)[:MOST_RESULTS]
    driver = {"name": "kpilib", "version": __version__, "rules": [_rule(rule) for rule in RULES]}
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, prints[finding]) for finding in kept],
    }
    if left := len(findings) - len(kept):
        text = f"{left:,} more findings are left out: kpilib validate --format json has all of them"
        notice = {"level": "warning", "message": {"text": text}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [notice]}]
    data = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(data, indent=1) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    first, _, rest = rule.page.strip().partition("\n")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": first.partition(": ")[2]},
        "fullDescription": {"text": first.partition(": ")[2]},
        "help": {"text": rest.strip(), "markdown": rest.strip()},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _result(finding: Finding, print_: str) -> dict[str, Any]:
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
        "message": {"text": text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"},
        "partialFingerprints": {"kpilib/v1": print_},
        "locations": [{"physicalLocation": place}],
    }
