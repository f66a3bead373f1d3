"""For test reports: JUnit XML, a failure a finding."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from kpilib.project.project import Project
from kpilib.values.findings import Finding
from kpilib.values.safe import one_line


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Give one suite; where nothing was found, one case that passed."""
    cases = [_case(finding) for finding in findings] or [
        '  <testcase classname="kpilib" name="validate"/>'
    ]
    counts = f'tests="{len(cases)}" failures="{len(findings)}" errors="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="kpilib" {counts}>',
            f'<testsuite name="kpilib validate" {counts}>',
            *cases,
            "</testsuite>",
            "</testsuites>",
            "",
        ]
    )


def _case(finding: Finding) -> str:
    span = finding.span
    place = f"{span.file}:{span.line}:{span.column}"
    name = f"{finding.code} {place}"
    text = f"{place}: {finding.message}" + (f"\n{finding.hint}" if finding.hint else "")
    shown = one_line(text.replace("\n", " | ")).replace("##[", "##(")
    return (
        f"  <testcase classname={_attribute(span.file)} name={_attribute(name)}"
        f' file={_attribute(span.file)} line="{span.line}">\n'
        f"    <failure type={_attribute(str(finding.severity))}"
        f" message={_attribute(finding.message)}>{escape(shown)}</failure>\n  </testcase>"
    )


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))
