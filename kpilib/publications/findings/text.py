"""For a terminal: what is wrong, the line itself with the place marked, and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kpilib.project.project import Project
from kpilib.project.stores.observations import withheld_cells
from kpilib.publications.findings.lines import counted, head, limited, shown
from kpilib.values.files import Entry, read_bytes
from kpilib.values.findings import Finding
from kpilib.values.safe import one_line
from kpilib.values.screen import size
from kpilib.values.text import MOST_BYTES

_WIDTH = 72


def render(project: Project, findings: Sequence[Finding]) -> str:
    """Give the findings with their source lines, and a last line that counts."""
    sources = _Sources(project)
    blocks = (block(finding, sources.line(finding)) for finding in findings)
    return "\n".join([*limited(blocks, len(findings)), counted(project, findings)]) + "\n"


def block(finding: Finding, source: str | None = None) -> list[str]:
    """Give the lines of one finding; `source` is the line in which it stands."""
    lines = [head(finding)]
    if source and source.strip():
        lines += _marked(finding, source)
    if finding.hint:
        # a hint may be an analyst's own words: they never begin a line
        lines.append(f"    help: {shown(finding.hint)}")
    return lines


def _marked(finding: Finding, source: str) -> list[str]:
    """Give the source line and carets under the place, the middle of a long line only."""
    span = finding.span
    first = max(span.column - 1 - _WIDTH // 2, 0)
    before = one_line(source[first : span.column - 1])
    end = span.end_column - 1 if span.end_line == span.line else len(source)
    inside = one_line(source[span.column - 1 : max(end, span.column)])
    after = one_line(source[max(end, span.column) : first + _WIDTH])
    number = str(span.line)
    carets = "^" * max(min(size(inside), _WIDTH), 1)
    text = f"{before}{inside[:_WIDTH]}{after}".rstrip()
    text = text.replace("##[", "##(")
    return [f"  {number} | {text}", f"  {' ' * len(number)} | {' ' * size(before)}{carets}"]


class _Sources:
    """The lines of the project's files, each file read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._root = project.root
        self._files: dict[str, list[str]] = {}

    @cached_property
    def _has_secrets(self) -> bool:
        return any(
            withheld_cells(self._project.observations(one)) for one in self._project.datasets
        )

    def line(self, finding: Finding) -> str | None:
        """Return the line of a finding, None where it cannot be read or may not be told.

        A row of observations may say what is confidential now.
        """
        name = finding.span.file
        if "/observations/" in name and self._has_secrets:
            return None
        if name not in self._files:
            data = read_bytes(Entry(str(self._root / name), name, False), MOST_BYTES, [])
            text = (data or b"").decode("utf-8", "replace").removeprefix("\ufeff")
            self._files[name] = [line.removesuffix("\r") for line in text.split("\n")]
        lines = self._files[name]
        return lines[finding.span.line - 1] if finding.span.line <= len(lines) else None
