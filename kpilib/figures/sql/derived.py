"""The derived columns of a dataset in SQL: changes, means and whatever else it declares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from kpilib.figures.sql import printing
from kpilib.figures.sql.bounds import of_written
from kpilib.figures.sql.cell import Cell, Series
from kpilib.figures.sql.codes import COLUMN_PLACES
from kpilib.figures.sql.compiling import Compiler
from kpilib.figures.sql.context import Context, Relation
from kpilib.figures.sql.printing import Size
from kpilib.figures.sql.rows import as_shown, by_kind, sized
from kpilib.figures.sql.steps import Steps
from kpilib.figures.sql.text import literal, number
from kpilib.language.syntax import Expression, input_names
from kpilib.values.change import SIGNS

_VALUE = Cell("value", "code", "bound")


class Derived:
    """The relations of the columns; `inputs` are what they read, for the words of reasons.

    `beside` names the columns of SQL that they read besides the row itself.
    """

    def __init__(
        self,
        views: Context,
        cells: Mapping[str, Cell],
        people: Mapping[str, str],
        beside: Sequence[str],
    ) -> None:
        self._views, self._cells, self._people, self._beside = views, cells, people, beside
        self.inputs: list[tuple[str, str, str]] = []
        self._offset = COLUMN_PLACES
        self._names: list[str] = []
        self._place = {ref: str(place) for place, ref in enumerate(views.shown, 1)}

    def relations(self) -> list[Relation]:
        """Give every relation of every column, and ``derived``, in which they come together."""
        found = [one for name in self._views.trees for one in self._column(name)]
        if self._names:
            source = " UNION ALL ".join(f"SELECT * FROM {name}" for name in self._names)
            found.append((self._views.own("derived"), source))
        return found

    def _column(self, name: str) -> list[Relation]:
        number_ = len(self._names) + 1
        stem = self._views.own(f"column_{number_}")
        found: list[Relation] = []
        ends = []
        for group, (tree, refs) in enumerate(self._views.trees[name].items(), 1):
            base = f"{stem}_{group}"
            found.append((base, self._base(name, refs)))
            steps = Steps(base, f"{base}_step", Series("place, geography"), "d")
            cell = self._cell(steps, tree, refs)
            found += steps.selects()
            ends.append(
                f"SELECT place, ref, geography, month, shown, {as_shown(cell)} FROM {steps.last}"
            )
        found.append((f"{stem}_value", " UNION ALL ".join(ends)))
        found += self._finished(name, stem)
        self._names.append(found[-1][0])
        return found

    def _base(self, name: str, refs: Sequence[str]) -> str:
        """Return the lines of the rows in which a column is one formula.

        A figure as printed is a decimal, but where it is unsure: it may be rounded elsewhere then.
        """
        views = self._views
        places = ", ".join(self._place[ref] for ref in refs)
        if not (views.is_change(name) and views.rules.change.basis == "printed"):
            return f"SELECT * FROM {views.own('sized')} WHERE place IN ({places})"

        def printed(decimals: int, quotient: bool) -> str:
            return f"units / {number(10**decimals)}" if decimals else "units"

        def last(decimals: int, quotient: bool) -> str:
            return number(Fraction(1, 10**decimals))

        size = by_kind(views.kinds(), printed)
        last_ = by_kind(views.kinds(), last)
        bound = f"CASE WHEN unsure = 1 THEN bound + {last_} ELSE {of_written(f'({size})')} END"
        columns = "".join(f", {one}" for one in ("code", *self._beside))
        return (
            "SELECT place, ref, geography, month, shown,"
            f" CASE WHEN value < 0 THEN -({size}) ELSE {size} END AS value,"
            f" {bound} AS bound{columns}"
            f" FROM {views.own('sized')} WHERE place IN ({places})"
        )

    def _cell(self, steps: Steps, tree: Expression, refs: Sequence[str]) -> Cell:
        names = input_names(tree)
        people = self._people.__getitem__
        compiler = Compiler(steps, self._cells, people, tree, _VALUE, self._offset)
        for place, name in enumerate(names, self._offset):
            self.inputs += [(self._place[ref], str(place), literal(name)) for ref in refs]
        self._offset += len(names)
        return compiler.cell(tree)

    def _finished(self, name: str, stem: str) -> list[Relation]:
        """Round, decide and print the figures of a column."""
        views, change = self._views, self._views.is_change(name)
        rounding = views.rules.rounding
        kinds, threshold = views.kinds(name), ""
        if change:
            kinds = [(0, True)] * len(views.shown)
            if views.rules.change.decided_on == "exact":
                threshold = number(views.rules.change.threshold)
        size = sized(kinds, rounding, threshold)
        found = [
            (f"{stem}_sized", f"SELECT v.*, {size} FROM {stem}_value AS v"),
            (f"{stem}_moved", f"SELECT u.*, {self._moved(change)} AS moved FROM {stem}_sized AS u"),
        ]
        printed = views.printed()
        if change:
            printed = printing.printed_change("s.value", "s.units", "s.moved")
        arrow = "CASE s.moved WHEN 1 THEN 'up' WHEN 0 THEN 'similar' WHEN -1 THEN 'down' END"
        words = views.words(
            f"{stem}_moved",
            printed,
            f"{literal(name)} AS column_id, {arrow} AS direction, {self._judged()} AS judgement, ",
        )
        return [*found, (stem, words)]

    def _moved(self, change: bool) -> str:
        if not change:
            return "CAST(NULL AS INTEGER)"
        rule = self._views.rules.change
        if rule.decided_on == "exact":
            limit, near = number(rule.threshold), Size.of("value", "bound", 0, quotient=True).near()
            up, down = f"value >= {limit} - {near}", f"value <= {near} - {limit}"
        else:
            limit = str(math.ceil(rule.threshold))
            up, down = f"value >= 0 AND units >= {limit}", f"value <= 0 AND units >= {limit}"
        return (
            "CASE WHEN value IS NULL OR unsure = 1 THEN NULL"
            f" WHEN {up} THEN 1 WHEN {down} THEN -1 ELSE 0 END"
        )

    def _judged(self) -> str:
        """Give the judgement: the direction times the polarity; none where nothing is judged."""
        of_sign: dict[int, list[str]] = {1: [], -1: []}
        assert self._views.columns is not None
        for ref, place in self._place.items():
            if sign := SIGNS[self._views.columns.polarity(ref)]:
                of_sign[sign].append(place)
        cases = ""
        for sign, places in of_sign.items():
            if places:
                own = f"s.place IN ({', '.join(places)})"
                cases += f" WHEN {own} AND s.moved = {sign} THEN 'positive'"
                cases += f" WHEN {own} AND s.moved = {-sign} THEN 'negative'"
                cases += f" WHEN {own} AND s.moved = 0 THEN 'similar'"
        return f"CASE{cases} END" if cases else "CAST(NULL AS TEXT)"
