"""For GitHub Actions: annotations within its limits, the rest in the step summary or the log.

GitHub shows ten error and ten warning annotations of a step. Errors that find no place among the
first ten take those of warnings. Source: GitHub's documentation of workflow commands and limits.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from kpilib.project.project import Project
from kpilib.publications.findings.lines import LONGEST, counted, head, limited, shown
from kpilib.values.findings import Finding, Severity
from kpilib.values.safe import for_markdown, one_line

_EACH = 10


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Give workflow commands, then what is left as log lines unless the step has a summary."""
    serious = sorted(findings, key=lambda finding: finding.severity != Severity.ERROR)
    errors = [finding for finding in serious if finding.severity == Severity.ERROR]
    first = errors[:_EACH]
    as_warnings = [finding for finding in serious if finding not in first][:_EACH]
    lines = [_command("error", finding) for finding in first]
    lines += [_command("warning", finding) for finding in as_warnings]
    rest = [finding for finding in serious if finding not in first and finding not in as_warnings]
    if rest and not _summarised(rest):
        used = sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)
        lines += limited(([head(finding)] for finding in rest), len(rest), used)
    return "\n".join([*lines, counted(project, findings)]) + "\n"


def _command(level: str, finding: Finding) -> str:
    span = finding.span
    properties = {
        "file": span.file,
        "line": span.line,
        "endLine": span.end_line,
        "col": span.column,
        "endColumn": span.end_column,
        "title": f"{finding.severity} {finding.code} {finding.name}",
    }
    if span.end_line != span.line:
        # columns of a stretch over lines are refused
        del properties["col"], properties["endColumn"]
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    text = shown(finding.message)
    if finding.hint:
        text += f"\n{shown(finding.hint)}"
    return f"::{level} {said}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text).replace("##[", "##(")).replace(":", "%3A").replace(",", "%2C")


def _summarised(findings: Sequence[Finding]) -> bool:
    """Write the findings to the step summary; say whether there is one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return False
    rows = [
        f"| {for_markdown(finding.span.file)}:{finding.span.line}:{finding.span.column}"
        f" | {finding.severity} {finding.code} | {for_markdown(finding.message[:LONGEST])} |"
        for finding in findings
    ]
    table = ["| place | finding | what is wrong |", "|---|---|---|"]
    lines = [*table, *limited(([row] for row in rows), len(rows))]
    try:
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return False
    return True
