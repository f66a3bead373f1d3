"""Notes: why a cell is empty, in words, each told once and numbered in the order of the cells."""

from __future__ import annotations

from collections.abc import Mapping

from kpilib.figures.report.model import ColumnCell, Kind, PeriodCell, Report
from kpilib.language.catalogue import Catalogue
from kpilib.values.period import Period
from kpilib.values.reasons import NOT_APPLICABLE, NOT_REPORTED, NOT_YET, TEXT
from kpilib.values.wording.locale import Locale
from kpilib.values.wording.reasons import in_full


class Notes:
    """Numbers the reasons of a report's empty cells; ``texts`` are the notes from 1 on."""

    def __init__(
        self,
        catalogue: Catalogue,
        said: Locale,
        kinds: Mapping[str, Kind],
        left_out: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self._catalogue, self._said = catalogue, said
        #: columns that a row does not print
        self._kinds, self._left_out = kinds, left_out
        self._numbers: dict[str, int] = {}
        self._known: dict[tuple[str, str, str | None], int] = {}

    @property
    def texts(self) -> tuple[str, ...]:
        """The notes so far, in order."""
        return tuple(self._numbers)

    def of(self, ref: str, cell: PeriodCell | ColumnCell, column: str | None = None) -> int | None:
        """Give the number of the note of an empty cell; None where it has a figure."""
        if cell.reason is None:
            return None
        # months share their reasons, each column may have words of its own
        key = ref, cell.reason, column
        number = self._known.get(key)
        if number is None:
            text = self._text(ref, cell.reason, column)
            number = self._numbers.setdefault(text, len(self._numbers) + 1)
            self._known[key] = number
        return number

    def words(self, ref: str, cell: PeriodCell | ColumnCell, column: str | None = None) -> str:
        """Say why a cell is empty; nothing where it has a figure."""
        number = self.of(ref, cell, column)
        return "" if number is None else self.texts[number - 1]

    def _text(self, ref: str, reason: str, column: str | None) -> str:
        if column is not None and (ref, column) in self._left_out:
            return self._said.say("reason.column left out")
        if reason == TEXT[NOT_APPLICABLE] and not self._catalogue.is_sound(ref):
            return self._said.say("reason.broken")
        kind = self._kinds[column] if column is not None else None
        if kind is not None and reason == TEXT[NOT_REPORTED]:
            return self._said.say("reason.column not reported")
        row = self._catalogue[ref]
        month = row.introduced if reason == TEXT[NOT_YET] else row.ended
        when = None if month is None else self._said.format(Period.month(month))
        return in_full(reason, self._said, month=when, body=(kind.body or "") if kind else "")


def mark_notes(report: Report, said: Locale) -> tuple[tuple[str, str], ...]:
    """Give the marks that stand in a report, (p) and (r), with what they say."""
    return tuple((mark, said.say(f"mark.{mark}")) for mark in report.marks())
