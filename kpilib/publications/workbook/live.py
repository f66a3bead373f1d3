"""Live sheets: collected figures, and Excel's own formulas for everything that is worked out.

An analyst can follow a figure cell by cell. What a cell says where it has no value is written by
the engine; whether it has one, and which, the workbook decides itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, partial

from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.figures.report.comparators import Figures
from kpilib.figures.report.model import ColumnCell, ReportRow
from kpilib.figures.report.words import month_heading
from kpilib.language.columns import printed_rows, prints
from kpilib.language.dataset import Column
from kpilib.language.syntax import Expression
from kpilib.publications.parts.publication import Publication
from kpilib.publications.workbook.figures import number_format
from kpilib.publications.workbook.floats import Doubt, arrow, decimal
from kpilib.publications.workbook.formulas import Own, Writer
from kpilib.publications.workbook.grid import Grid, Key, Step
from kpilib.publications.workbook.needs import first_worked_out, needed, populations
from kpilib.publications.workbook.sheet import Book, Cell, Formula, Number, Text, seen
from kpilib.publications.workbook.slack import Slack
from kpilib.publications.workbook.wholes import whole_rows
from kpilib.values.period import FIRST_YEAR, Period

#: the longest and the deepest formula, and the longest text in one; Excel takes 8,192, 64, 255
_LONGEST, _DEEPEST, _LONGEST_TEXT = 8000, 60, 120


def live_sheets(book: Book, publication: Publication) -> None:
    """Add the sheets: the cells as printed, and the grid below them."""
    live = _Live(publication)
    said, report = publication.said, publication.report
    printed = [list(live.printed(row)) for row in report.rows]
    grid = list(live.rows())
    months = [month_heading(report, period) for period in report.periods]
    heads = [said.say("report.ref"), said.say("report.title"), *months, *report.headings.values()]
    widths: list[int | None] = [None, 44, *([9] * len(months)), *([11] * len(report.headings))]
    book.table(said.say("workbook.live report"), heads, printed, widths)
    all_months = [said.format(Period.month(month), "%b %y") for month in live.months]
    heads = [said.say("report.ref"), said.say("workbook.what"), *all_months]
    book.table(said.say("workbook.live"), heads, grid, [None, 44, *([9] * len(all_months))])


class _Live:
    """The cells of the live sheets of one publication."""

    def __init__(self, publication: Publication) -> None:
        self._publication, self._report = publication, publication.report
        project = publication.project
        self._dataset = project.dataset(self._report.dataset)
        self._columns = project.specs.columns[self._dataset.dataset]
        self._catalogue = self._columns.catalogue
        self._month = Period.parse(self._report.period).first
        self._declared = {row.ref: row for row in printed_rows(self._catalogue, self._dataset)}
        panel = project.panel(self._dataset.dataset, publication.as_of)
        self._observed = panel.first
        self._needs = needed(self._catalogue, self._cells(), self._observed)
        first = min((min(months) for months in self._needs.values()), default=self._month)
        first = max(first, FIRST_YEAR * 12)
        self.months = range(first, self._month + 1)
        self._evaluation = evaluate(
            project, dataset=self._dataset, refs=self._needs, start=Period.month(first),
            end=Period.month(self._month), as_of=publication.as_of,
        )  # fmt: skip
        self._place = self._evaluation.geographies.index(self._report.geography)
        name = publication.said.say("workbook.live")
        refs = [row.ref for row in self._catalogue if row.ref in self._needs]
        self._keys = [Key("ref", ref) for ref in refs]
        self._keys += [Key("population", name) for name in populations(self._trees())]
        self._grid = Grid(name, first, self._month, self._keys, offset=2)
        wholes = whole_rows(self._catalogue, panel)
        self._writer = Writer(self._grid, self._dataset.rounding, wholes, hides=self._hides)
        self._slack = Slack(
            self._evaluation.exact, self._catalogue, self._report.geography, self._needs, wholes
        )

    @cached_property
    def _hides(self) -> bool:
        """Whether some cell is confidential."""
        lines = (self._evaluation[ref] for ref in self._needs)
        return any(
            line.cell(self._place, number).reason == "confidential"
            for line in lines
            for number in range(len(self.months))
        )

    def _formulas(self, ref: str) -> Iterator[tuple[Column, Expression]]:
        """Give the derived columns that a row prints."""
        for column in self._dataset.columns:
            bound = self._columns.bound(column, ref) if column.formula else None
            if bound is not None and prints(self._declared[ref], column):
                yield column, bound[1]

    def _cells(self) -> Iterator[tuple[str, int]]:
        """Give the cells that are printed, and those that the columns read."""
        from kpilib.language.reach import readings

        months = [Period.parse(period).first for period in self._report.periods]
        for row in self._report.rows:
            if not self._catalogue.is_sound(row.ref):
                continue
            yield from ((row.ref, month) for month in months)
            for _, tree in self._formulas(row.ref):
                for name, ago in readings(tree).items():
                    yield from ((name or row.ref, self._month - back) for back in ago)

    def _trees(self) -> Iterator[Expression]:
        for ref in self._needs:
            if ref in self._catalogue.bound:
                yield self._catalogue.bound[ref]
            if ref in self._declared:
                yield from (tree for _, tree in self._formulas(ref))

    def rows(self) -> Iterator[list[Cell]]:
        """Give the rows of the grid; those of steps last, which the others asked for."""
        for key in self._keys:
            row = self._indicator(key.name) if key.kind == "ref" else self._population(key.name)
            yield list(row)
        yield from self._steps()

    def _indicator(self, ref: str) -> Iterator[Cell]:
        row = self._catalogue[ref]
        yield Text(ref, "bold")
        yield Text(row.formula or row.title, "wrap")
        line, tree = self._evaluation[ref], self._catalogue.bound.get(ref)
        begins = max(row.introduced or 0, first_worked_out(self._catalogue, ref, self._observed))
        form = number_format(line.decimals, line.unit)
        for number, month in enumerate(self.months):
            if month not in self._needs[ref]:
                yield ""
                continue
            cell = line.cell(self._place, number)
            if tree is not None and begins <= month <= (row.ended or month):
                text = self._writer.of(tree, month)
                yield self._cell(text, cell.value, cell.reason or "", form, local=True)
            elif cell.value is not None:
                yield Number(cell.value, form)
            else:
                yield Text(cell.reason or "", "right")

    def _population(self, name: str) -> Iterator[Cell]:
        known = self._catalogue.populations(self._dataset.geography)
        title = self._catalogue.registers.denominators[name].title
        yield from (Text(name, "bold"), Text(title, "wrap"))
        for month in self.months:
            value = known.in_force(name, self._report.geography, month)
            yield Number(float(value.value), "General") if value else Text("not reported", "right")

    def _steps(self) -> Iterator[list[Cell]]:
        """Return the rows of the steps, with every month that a formula or a step asks for."""
        written: dict[Key, dict[int, Cell]] = {}
        lacking = True
        while lacking:
            lacking = False
            for key, step in tuple(self._grid.steps):
                cells = written.setdefault(key, {})
                for month in sorted(self._grid.asked.get(key, set()) - cells.keys()):
                    cells[month] = self._step(key, step, month)
                    lacking = True
        for key, _ in self._grid.steps:
            words = self._publication.said.say("workbook.step", number=key.number)
            months = (written[key].get(month, "") for month in self.months)
            yield [Text(words, "bold"), key.value or "", *months]

    def _step(self, key: Key, step: Step, month: int) -> Cell:
        own = self._own(key.value, printed=step.printed) if key.value else None
        text = self._writer.of(step.tree, month, own)
        hidden = self._writer.hidden(step.tree, month, own)
        words = '"not reported"'
        if hidden is not None:
            words = f'IF({hidden},"confidential",{words})'
        text = f"IFERROR({text},{words})"
        return self._cell(text, None, "not reported", "General", local=True)

    def _own(self, ref: str, *, printed: bool) -> Own:
        return Own(ref, self._decimals(ref) if printed else None)

    def _decimals(self, ref: str) -> int:
        return self._catalogue[ref].decimals

    def _cell(
        self, text: str, value: float | None, words: str, form: str, *, local: bool = False
    ) -> Cell:
        """Give a cell that is worked out, and what it says without a value.

        One that has a value here and none in the workbook says so: it must not look right.
        """
        if local:
            text = text.replace(f"'{self._grid.sheet}'!", "")
        otherwise = words if value is None else self._publication.said.say("workbook.lost")
        formula = f"=IFERROR({text},{quoted(otherwise)})"
        if len(formula) > _LONGEST or _depth(text) > _DEEPEST:
            return Text(words, "right") if value is None else Number(value, form)
        return Formula(formula, words if value is None else value, form)

    def printed(self, row: ReportRow) -> Iterator[Cell]:
        """Give a row as printed."""
        yield Text(row.ref, "bold")
        yield Text(row.title, "wrap")
        decimals = self._decimals(row.ref)
        form = number_format(decimals, row.unit)
        sure = self._catalogue[row.ref].formula is None
        for cell in row.values:
            if row.ref not in self._needs:
                yield Text(cell.text, "right")
                continue
            month = Period.parse(cell.period).first
            address = self._grid.cell(Key("ref", row.ref), month)
            text = self._writer.rounded(f"{address}*1", decimals, sure=sure)
            value = None if cell.reason else self._publication.said.value(cell.text)
            yield self._cell(text, value, cell.text, form)
        for column in self._dataset.columns:
            yield self._column(row, column, row.columns[column.id], form)

    def _column(self, row: ReportRow, column: Column, cell: ColumnCell, form: str) -> Cell:
        value = None if cell.reason else self._publication.said.value(cell.text)
        if column.comparator is not None:
            return self._comparator(row, column.comparator, cell, form)
        trees = {one.id: tree for one, tree in self._formulas(row.ref)}
        tree = trees.get(column.id) if row.ref in self._needs else None
        if tree is None:
            return Text(cell.text, "right")
        decimals = self._decimals(row.ref)
        if not cell.is_change:
            text = self._writer.of(tree, self._month, Own(row.ref))
            return self._cell(self._writer.rounded(text, decimals), value, cell.text, form)
        own = self._own(row.ref, printed=self._dataset.change.basis == "printed")
        text = self._writer.of(tree, self._month, own)
        doubt = self._doubt(row.ref, column.id, tree, own)
        points = arrow(text, self._dataset.change, self._dataset.rounding, doubt)
        shown = f"FIXED({self._writer.rounded(text, 0)},0)"
        formula = self._cell(f"{points}&{shown}", value, cell.text, "General")
        if isinstance(formula, Formula):
            return formula._replace(value=cell.text)
        return Text(cell.text, "right")

    def _doubt(self, ref: str, column: str, tree: Expression, own: Own) -> Doubt:
        """Return how sure a float is of a change, by the figures as they are now."""
        line = self._evaluation.column(ref, column)
        assert line is not None
        place, is_printed = self._report.geography, own.decimals is not None
        exact = line.exact(place, self._month)
        if not isinstance(exact, Fraction):
            return Doubt.of(Fraction(0), 0.0, self._dataset.change)
        value = partial(self._evaluation[ref].exact_value, is_printed, place)
        slack = self._slack.of(tree, self._month, value, None if is_printed else ref)
        return Doubt.of(exact, slack, self._dataset.change)

    def _comparator(self, row: ReportRow, comparator: str, cell: ColumnCell, form: str) -> Cell:
        figures = Figures(self._publication.project.catalogue, self._dataset)
        found = figures.value(comparator, row.ref, self._report.geography, self._month)
        if cell.reason or found is None:
            return Text(cell.text, "right")
        text = decimal(found.value) + ("/12" if figures.is_divided(found) else "")
        shown = self._writer.rounded(text, self._decimals(row.ref))
        return self._cell(shown, self._publication.said.value(cell.text), cell.text, form)


def quoted(text: str) -> str:
    """Write a text within a formula, where it stays a text."""
    shown = seen(text)
    parts = [shown[at : at + _LONGEST_TEXT] for at in range(0, len(shown) or 1, _LONGEST_TEXT)]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


def _depth(formula: str) -> int:
    """Give how deep the brackets of a formula are nested."""
    deepest = depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest
