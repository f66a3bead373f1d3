"""Notes: why a cell is empty, in words, each told once and numbered in the order of the cells."""

from __future__ import annotations

from kpilib.reports.model import ColumnCell, Kind, PeriodCell, Report
from kpilib.series.period import Period
from kpilib.spec.catalogue import Catalogue
from kpilib.wording.locale import Locale
from kpilib.wording.reasons import in_full


class Notes:
    """Numbers the reasons of a report's empty cells; ``texts`` are the notes from 1 on."""

    def __init__(self, catalogue: Catalogue, said: Locale) -> None:
        self._catalogue, self._said = catalogue, said
        self._numbers: dict[str, int] = {}
        self._known: dict[tuple[str, str, str], int] = {}

    @property
    def texts(self) -> tuple[str, ...]:
        """The notes so far, in order."""
        return tuple(self._numbers)

    def of(self, ref: str, cell: PeriodCell | ColumnCell, kind: Kind | None = None) -> int | None:
        """Give the number of the note of an empty cell; None where it has a figure."""
        if cell.reason is None:
            return None
        about = (kind.body or "") if kind else ""
        left_out = kind is not None and cell.reason == "not applicable" and not cell.text
        key = ref, f"{cell.reason}{'-' if left_out else ''}", about
        number = self._known.get(key)
        if number is None:
            text = self._text(ref, cell.reason, about, left_out)
            number = self._numbers.setdefault(text, len(self._numbers) + 1)
            self._known[key] = number
        return number

    def words(self, ref: str, cell: PeriodCell | ColumnCell, kind: Kind | None = None) -> str:
        """Say why a cell is empty; nothing where it has a figure."""
        number = self.of(ref, cell, kind)
        return "" if number is None else self.texts[number - 1]

    def _text(self, ref: str, reason: str, body: str, left_out: bool) -> str:
        if left_out:
            return self._said.say("reason.column left out")
        row = self._catalogue[ref]
        month = row.introduced if reason == "not yet collected" else row.ended
        when = None if month is None else self._said.format(Period.month(month))
        return in_full(reason, self._said, month=when, body=body)


def mark_notes(report: Report, said: Locale) -> tuple[tuple[str, str], ...]:
    """Give the marks that stand in a report, (p) and (r), with what they say."""
    return tuple((mark, said.say(f"mark.{mark}")) for mark in report.marks())
