"""Assemble a report from an evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.figures.evaluation.evaluation import Evaluation
from kpilib.figures.evaluation.line import Line
from kpilib.figures.report.comparators import Figures
from kpilib.figures.report.marks import Marks, observed_marks
from kpilib.figures.report.model import ColumnCell, Kind, PeriodCell, Report, ReportRow
from kpilib.language.columns import printed_rows, prints
from kpilib.language.dataset import Column, Dataset, Row
from kpilib.language.syntax import Value
from kpilib.project.project import Project
from kpilib.project.stores.protocol import Asked
from kpilib.values.errors import UsageError
from kpilib.values.period import FIRST_YEAR, Period, asked_month
from kpilib.values.reasons import NO_COMPARATOR, NOT_APPLICABLE, TEXT
from kpilib.values.rounding import decimal_text, scaled
from kpilib.values.templates import around, filled
from kpilib.values.wording.languages import DEFAULT

if TYPE_CHECKING:
    from kpilib.values.wording.locale import Locale


#: by ref and column id; None where a column has no meaning for a row
ColumnLines: TypeAlias = dict[tuple[str, str], Line | None]


def report(
    project: Project,
    dataset: str | None = None,
    *,
    period: str | Period | None = None,
    geography: str | None = None,
    as_of: str | None = None,
) -> Report:
    """Assemble the report of a dataset for a month (default: the last observed) and a geography.

    Raises UsageError where dataset, month or geography are
    not there; rows whose formulas are wrong have no values.
    """
    return next(reports(project, dataset, period=period, geographies=(geography,), as_of=as_of))


def reports(
    project: Project,
    dataset: str | None = None,
    *,
    period: str | Period | None = None,
    geographies: Iterable[str | None] | None = None,
    as_of: str | None = None,
) -> Iterator[Report]:
    """Assemble the reports of a month for many geographies (default: all), evaluated once.

    Raises UsageError as `report` does.
    """
    project = project.known_by(as_of)
    chosen = project.dataset(dataset)
    month = _month(project, chosen, period, as_of)
    evaluation = evaluate(
        project,
        dataset=chosen,
        start=Period.month(max(month - chosen.window + 1, FIRST_YEAR * 12)),
        end=Period.month(month),
        as_of=as_of,
    )
    lines: ColumnLines = {}
    for geography in evaluation.geographies if geographies is None else geographies:
        assembly = Assembly(project, chosen, evaluation, month, geography, lines)
        assembly.mark(as_of)
        yield assembly.report()


def _month(
    project: Project, dataset: Dataset, period: str | Period | None, as_of: str | None
) -> int:
    if period is None:
        observed = project.panel(dataset.dataset, as_of)
        if not observed.months:
            raise UsageError("nothing is observed; name the month with a period")
        return observed.first + observed.months - 1
    return asked_month(period)


def _other_language(name: str) -> Locale | None:
    """Give the language of a dataset; None for the one that the library itself speaks."""
    if name == DEFAULT:
        return None
    from kpilib.values.wording.locale import locale

    return locale(name)


class Assembly:
    """One dataset's evaluation, ready to print cells of one geography."""

    def __init__(
        self,
        project: Project,
        dataset: Dataset,
        evaluation: Evaluation,
        month: int,
        geography: str | None,
        lines: ColumnLines | None = None,
    ) -> None:
        self.project, self.dataset, self.evaluation = project, dataset, evaluation
        self.month = month
        self._place, _ = evaluation.frame.place(Period.month(month), geography)
        self.geography = evaluation.geographies[self._place]
        #: columns worked out already, which assemblies of other geographies may share
        self._lines: ColumnLines = {} if lines is None else lines
        self._figures = Figures(project.catalogue, dataset)
        self._marks = Marks(project.catalogue, {})
        self._remarks = {r.ref: r.text for r in dataset.remarks if r.period == month}
        self._locale = _other_language(dataset.locale)
        self._columns = project.specs.columns[dataset.dataset]

    def mark(self, as_of: str | None) -> None:
        """Find out which figures are provisional or restated, of what was known on a day."""
        asked = Asked(None, frozenset({self.geography}), None, as_of)
        found = observed_marks(self.project.rows(self.dataset.dataset, asked))
        self._marks = Marks(self.evaluation.catalogue, found)

    def report(self) -> Report:
        """Give the whole report."""
        return Report(
            dataset=self.dataset.dataset,
            geography=self.geography,
            place=self.place,
            title=self.dataset.title,
            period=str(Period.month(self.month)),
            periods=tuple(str(period) for period in self.evaluation.periods),
            headings=self.headings(),
            kinds={column.id: self._kind(column) for column in self.dataset.columns},
            threshold=self.dataset.change.threshold,
            locale=self.dataset.locale,
            rows=tuple(map(self.row, printed_rows(self.project.catalogue, self.dataset))),
        )

    @property
    def place(self) -> str:
        """The name of the geography, as declared."""
        declared = self.project.catalogue.registers.geographies.get(self.geography)
        return declared.name if declared else self.geography

    def headings(self) -> dict[str, str]:
        """Give the printed headings of the columns."""
        months = around(self.month)
        return {column.id: self._filled(column.heading, months) for column in self.dataset.columns}

    def _kind(self, column: Column) -> Kind:
        if column.comparator is not None:
            body = self.project.catalogue.registers.comparators.get(column.comparator)
            return Kind("comparator", body=body.title if body else column.comparator)
        call = self._columns.call(column)
        if call is None:
            return Kind("")
        options = dict(call.options)
        months = options.get("months")
        return Kind(
            call.name,
            months if isinstance(months, int) else None,
            isinstance(call.arguments[0], Value),
            bool(options.get("points")),
        )

    def _filled(self, text: str, months: Mapping[str, int | None]) -> str:
        """Fill in months, in the dataset's language."""
        if self._locale is None:
            return filled(text, months)
        return filled(text, months, self._locale.format)

    def _printed(self, text: str) -> str:
        return text if self._locale is None else self._locale.printed(text)

    def row(self, row: Row) -> ReportRow:
        """Give one row."""
        catalogue = self.project.catalogue
        indicator = catalogue[row.ref]
        kind = catalogue.type_of(row.ref)
        registers = catalogue.registers
        area = registers.areas.get(indicator.area)
        owner = registers.people.get(indicator.owner)
        accountable = registers.people.get(indicator.accountable or "")
        return ReportRow(
            ref=row.ref,
            title=indicator.title,
            area=area.name if area else None,
            owner=owner.name if owner else None,
            accountable=accountable.name if accountable else None,
            unit=kind.unit if kind else None,
            measure=kind.stated if kind else None,
            polarity=row.polarity or indicator.polarity,
            values=tuple(self.months(row.ref)),
            columns={column.id: self.column(row, column) for column in self.dataset.columns},
            commentary=self._remarks.get(row.ref),
        )

    def months(self, ref: str) -> list[PeriodCell]:
        """Give the cells of the printed months."""
        return [self.month_cell(ref, number) for number in range(len(self.evaluation.periods))]

    def month_cell(self, ref: str, number: int) -> PeriodCell:
        """Give the cell of one of the printed months."""
        period = self.evaluation.periods[number]
        value, reason, text = self.evaluation[ref].cell(self._place, number)
        if reason is not None:
            return PeriodCell(str(period), value, self._words(ref, reason), reason)
        mark = self._marks.of(ref, period.first)
        return PeriodCell(str(period), value, self._printed(text), None, mark)

    def _words(self, ref: str, reason: str, key: str | None = None) -> str:
        words = self.dataset.empty_cells
        text = words.get(key or reason)
        if text is None and reason.startswith("input missing") and key is None:
            text = words.get("input missing")
        if text is None:
            return self._default(reason)
        row = self.project.catalogue[ref]
        months = around(self.month) | {"introduced": row.introduced, "ended": row.ended}
        return self._filled(text, months)

    def _default(self, reason: str) -> str:
        """Give a reason as it is spelt, or as the dataset's language says it."""
        if self._locale is None:
            return reason
        from kpilib.values.wording.reasons import in_short

        return in_short(reason, self._locale)

    def column(self, row: Row, column: Column) -> ColumnCell:
        """Give one column's cell of a row."""
        is_change = self._columns.is_change(column)
        if not prints(row, column):
            return ColumnCell(None, "", TEXT[NOT_APPLICABLE], is_change)
        if column.comparator is not None:
            return self._comparator(row.ref, column.comparator)
        line = self._line(row.ref, column.id)
        key = "no change" if is_change else "no figure"
        last = len(self.evaluation.periods) - 1
        if line is None:
            reason = TEXT[NOT_APPLICABLE]
            return ColumnCell(None, self._words(row.ref, reason, key), reason, is_change)
        cell = line.cell(self._place, last)
        if cell.reason is not None:
            text = self._words(row.ref, cell.reason, key)
            return ColumnCell(None, text, cell.reason, is_change)
        text = self._printed(cell.text)
        found = ColumnCell(cell.value, text, None)
        if is_change:
            found = self._change(line, cell.value, text, last)
        bound = self._columns.bound(column, row.ref)
        assert bound is not None  # or there was no line
        return found._replace(mark=self._marks.of_column(bound[1], row.ref, self.month))

    def _line(self, ref: str, column: str) -> Line | None:
        key = ref, column
        if key not in self._lines:
            self._lines[key] = self.evaluation.column(ref, column)
        return self._lines[key]

    def _change(self, line: Line, value: float | None, text: str, last: int) -> ColumnCell:
        return ColumnCell(
            value,
            text,
            None,
            True,
            float(line.rounded[self._place, last]),
            line.moved(self._place, last),
            line.judged(self._place, last),
        )

    def _comparator(self, ref: str, comparator: str) -> ColumnCell:
        figure = self._figures.in_force(comparator, ref, self.geography, self.month)
        if figure is None:
            reason = TEXT[NO_COMPARATOR]
            return ColumnCell(None, self._words(ref, reason, "no comparator"), reason)
        line = self.evaluation[ref]
        units = scaled(figure, line.decimals, self.dataset.rounding)
        text = decimal_text(units, line.decimals) + ("%" if line.unit == "percent" else "")
        months = range(self.evaluation.frame.first, self.evaluation.frame.last + 1)
        over_time = (
            self._figures.in_force(comparator, ref, self.geography, month) for month in months
        )
        in_force = tuple(None if one is None else float(one) for one in over_time)
        return ColumnCell(float(figure), self._printed(text), None, in_force=in_force)
