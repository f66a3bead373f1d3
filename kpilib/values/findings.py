"""What a check of the specs says: a finding, its place and its severity."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Self


class Severity(StrEnum):
    """How much a finding matters: an error stops a pull request, a warning is printed."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A stretch of one file: lines and columns from 1, in code points, the end exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 2

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class TextPlace(NamedTuple):
    """The place of a text in a file, from which the place of a part of it can be told."""

    span: Span
    #: how many columns behind the span the text begins; None where they do not correspond
    offset: int | None = None

    def part(self, first: int, end: int) -> Span:
        """Give the place of characters `first` to `end`; the whole, where parts cannot be told."""
        if self.offset is None:
            return self.span
        column = self.span.column + self.offset
        edge = max(self.span.end_column, self.span.column + 1)
        begin = min(column + first, edge - 1)
        return self.span._replace(column=begin, end_column=max(min(column + end, edge), begin + 1))


class Fault(NamedTuple):
    """Something wrong at a place, before a rule has given it a name and a severity."""

    code: str
    span: Span
    message: str
    hint: str | None = None
    ref: str | None = None


class Faults(list[Fault]):
    """The faults of a file: of each kind as many as anybody reads, and the number of the others."""

    def __init__(self, most: int = 10_000) -> None:
        super().__init__()
        self._most = most
        self._seen: dict[str, int] = {}
        #: by code, the first place that is not listed
        self._rest: dict[str, Span] = {}

    def append(self, fault: Fault) -> None:
        """Add a fault, or count it."""
        seen = self._seen[fault.code] = self._seen.get(fault.code, 0) + 1
        if seen <= self._most:
            super().append(fault)
        else:
            self._rest.setdefault(fault.code, fault.span)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add several."""
        for fault in faults:
            self.append(fault)

    def __iadd__(self, faults: Iterable[Fault]) -> Self:  # type: ignore[override, misc]
        self.extend(faults)
        return self

    def whole(self) -> list[Fault]:
        """Return the faults, and one for all those of a kind that are not listed."""
        rest = [
            Fault(code, span, f"{self._seen[code] - self._most:,} more like those before", _MORE)
            for code, span in self._rest.items()
        ]
        return [*self, *rest]


_MORE = "mend these first; a file of another form is often read as none"


class Finding(NamedTuple):
    """One thing a rule has to say, as an analyst reads it."""

    #: the rule's code, such as ``KPI201``
    code: str
    #: the rule's name, such as ``unknown-reference``
    name: str
    severity: Severity
    #: what is wrong and what was expected
    message: str
    span: Span
    #: the remedy, where there is one
    hint: str | None = None
    #: the indicator in which it stands
    ref: str | None = None

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Its place in a listing: file, line, column, code."""
        return (self.span.file, self.span.line, self.span.column, self.code)


class Findings(tuple[Finding, ...]):
    """Findings in the order of their places; a notebook shows them as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from kpilib.values.safe import html_table

        heads = ("place", "code", "severity", "message", "remedy")
        rows = [
            (str(one.span), one.code, one.severity.value, one.message, one.hint or "")
            for one in self
        ]
        errors = sum(one.severity == Severity.ERROR for one in self)
        return html_table(f"{errors} errors, {len(self) - errors} warnings", heads, rows)
