"""A baseline: the findings that were there when a project began to be checked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from kpilib.values.errors import UsageError
from kpilib.values.findings import Finding

Key = tuple[str, str, str, str]


def key(finding: Finding) -> Key:
    """Give what stays the same while a finding moves up or down its file."""
    return (finding.code, finding.span.file, finding.ref or "", finding.message)


def written(findings: Iterable[Finding]) -> str:
    """Give the text of a baseline, a line a finding."""
    rows = [json.dumps(key(finding), ensure_ascii=False) for finding in findings]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def read(text: str, name: str) -> Counter[Key]:
    """Read a baseline; raises UsageError where it is none."""
    try:
        rows = json.loads(text)
        if not isinstance(rows, list):
            raise ValueError
        known = [tuple(row) for row in rows]
    except (ValueError, TypeError, RecursionError):
        raise UsageError(f"{name} is no baseline; write one with --write-baseline") from None
    if any(len(row) != 4 or not all(isinstance(part, str) for part in row) for row in known):
        raise UsageError(f"{name} is no baseline; write one with --write-baseline")
    return Counter((row[0], row[1], row[2], row[3]) for row in known)


def new(findings: Sequence[Finding], known: Counter[Key]) -> list[Finding]:
    """Give the findings that a baseline does not hold; of equal ones, those beyond its number."""
    left = Counter(known)
    found = []
    for finding in findings:
        if left[key(finding)] > 0:
            left[key(finding)] -= 1
        else:
            found.append(finding)
    return found
