"""What an import has to say of cells: those of a kind together, and how many cells became what."""

from __future__ import annotations

import re

from attrs import define, field

from kpilib.project.tables.grids import Grid
from kpilib.values.findings import Finding, Severity, Span

BAD_CELL = "KPI401"
#: so many places of a kind are named
_NAMED = 3
_SPECIAL = re.compile(r"`[^`]*`|[0-9][0-9.,]*")


@define
class Counts:
    """How many cells of the table became what; blank ones are not counted."""

    read: int = 0
    left: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.read + self.left + self.refused


@define
class _Kind:
    """What is said in the same words of several places."""

    findings: list[Finding] = field(factory=list)
    places: list[str] = field(factory=list)
    count: int = 0
    hints: set[str | None] = field(factory=set)


class Notices:
    """Findings by kind: up to three one by one, more in one line with their number."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, Severity, str], _Kind] = {}

    def add(
        self, grid: Grid, at: tuple[int, int], message: str, hint: str | None = None, *,
        shown: str = "", refused: bool = True, ref: str | None = None,
    ) -> None:  # fmt: skip
        """Note something of a cell; `shown` is what it holds.

        What is refused is an error, all else a warning.
        """
        address = grid.address(*at)
        severity = Severity.ERROR if refused else Severity.WARNING
        self.note(
            grid.span(*at), f"{address}: {message}", hint, severity=severity, ref=ref, kind=message,
            place=f"{address} `{_short(shown)}`" if shown else address,
        )  # fmt: skip

    def note(
        self, span: Span, message: str, hint: str | None = None, *,
        severity: Severity = Severity.ERROR, place: str = "", kind: str | None = None,
        ref: str | None = None,
    ) -> None:  # fmt: skip
        """Note something of a place; `kind` is what is said of it and perhaps of others."""
        key = span.file, severity, _SPECIAL.sub("", message if kind is None else kind)
        found = self._kinds.setdefault(key, _Kind())
        found.count += 1
        if len(found.hints) < 2:
            found.hints.add(hint)
        if found.count <= _NAMED:
            finding = Finding(BAD_CELL, "bad-row", severity, message, span, hint, ref)
            found.findings.append(finding)
            found.places.append(place or str(span))

    @property
    def has_errors(self) -> bool:
        """Whether something was refused."""
        return any(severity == Severity.ERROR for _, severity, _ in self._kinds)

    def whole(self) -> tuple[Finding, ...]:
        """Return the findings by their places; those of a kind that are many are one."""
        found: list[Finding] = []
        for kind in self._kinds.values():
            if kind.count <= _NAMED:
                found += kind.findings
                continue
            first, rest = kind.findings[0], kind.count - _NAMED
            also = f"{', '.join(kind.places[1:])} and {rest:,} more"
            message = f"{kind.count:,} times: {first.message}; also {also}"
            hint = next(iter(kind.hints)) if len(kind.hints) == 1 else None
            found.append(first._replace(message=message, hint=hint, ref=None))
        return tuple(sorted(found, key=lambda one: one.order))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
