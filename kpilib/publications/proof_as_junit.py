"""Outcomes of tests as JUnit XML, a test case each."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from kpilib.figures.proof.outline import failure_lines
from kpilib.figures.proof.running import Outcome
from kpilib.values.safe import one_line


def to_junit(outcomes: Sequence[Outcome]) -> str:
    """Write one suite."""
    failed = sum(not one.passed for one in outcomes)
    counts = f'tests="{len(outcomes)}" failures="{failed}" errors="0"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="kpilib" {counts}>']
    lines.append(f'<testsuite name="kpilib test" {counts}>')
    for one in outcomes:
        span = one.case.span
        head = f"  <testcase classname={_attribute(span.file)} name={_attribute(one.case.test)}"
        head += f' file={_attribute(span.file)} line="{span.line}"'
        if one.passed:
            lines.append(f"{head}/>")
            continue
        told = [one_line(line).replace("##[", "##(") for line in failure_lines(one)]
        message = _attribute(told[0] if told else "failed")
        lines += [f"{head}>", f"    <failure message={message}>"]
        lines += [escape(line) for line in told]
        lines += ["    </failure>", "  </testcase>"]
    return "\n".join([*lines, "</testsuite>", "</testsuites>", ""])


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))
