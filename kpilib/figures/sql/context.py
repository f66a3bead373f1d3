"""What the relations of a dataset share: names, rows, rules, and how figures are printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kpilib.figures.evaluation.frame import Rules
from kpilib.figures.sql import printing, rows
from kpilib.figures.sql.codes import place_of, words
from kpilib.language.catalogue import Catalogue
from kpilib.language.columns import Columns
from kpilib.language.dataset import Dataset
from kpilib.language.syntax import Expression, refs
from kpilib.values.errors import UsageError

_YEAR = "CAST(FLOOR({0}.month / CAST(12 AS DOUBLE PRECISION)) AS INTEGER)"
_PERIOD = (
    f"CAST({_YEAR} AS TEXT) || '-' || RIGHT('0' || CAST({{0}}.month - 12 * {_YEAR} + 1 AS TEXT), 2)"
)
#: a relation: its name, and its SELECT
Relation = tuple[str, str]
#: the relations that others read: ``figure`` has the rows, ``derived`` their columns
VIEWS = (
    "observed", "calendar", "population", "collected", "indicator", "input", "figure", "derived",
)  # fmt: skip


class Context:
    """A dataset as SQL sees it.

    `prefix` stands before the names of those relations that are views. Rows that SQL leaves out are
    in `left`, with words.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        dataset: Dataset | None = None,
        columns: Columns | None = None,
        *,
        prefix: str = "",
        as_of: str | None = None,
        stretch: tuple[int | None, int | None] = (None, None),
        wanted: Sequence[str] | None = None,
    ) -> None:
        self.catalogue, self.dataset, self.columns = catalogue, dataset, columns
        self._prefix, self._as_of, self._stretch = prefix, as_of, stretch
        self.left = rows.running(catalogue)
        self.shown = [r for r in wanted or catalogue.indicators if r not in self.left]
        if not self.shown:
            raise UsageError("there is no indicator that SQL can work out")
        self.rules = Rules()
        if dataset is not None:
            self.rules = Rules(dataset.rounding, dataset.change, dataset.geography)

    def own(self, name: str) -> str:
        """Give the full name of a relation: only those that are views have the prefix."""
        return self._prefix + name if name in VIEWS else name

    @cached_property
    def trees(self) -> dict[str, dict[Expression, list[str]]]:
        """The bound formulas of the derived columns, with the rows in which each stands."""
        found: dict[str, dict[Expression, list[str]]] = {}
        for column in self.dataset.columns if self.dataset and self.columns else ():
            if column.formula is None:
                continue
            of_column = found.setdefault(column.id, {})
            for ref in self.shown:
                bound = self.columns.bound(column, ref) if self.columns else None
                if bound and not any(name in self.left for name in refs(bound[1])):
                    of_column.setdefault(bound[1], []).append(ref)
        return {name: of_column for name, of_column in found.items() if of_column}

    @cached_property
    def quotients(self) -> set[str]:
        """The rows that are one figure over another."""
        return rows.quotients(self.catalogue)

    def kinds(self, column: str = "") -> list[rows.Kind]:
        """Return how the figures of rows are printed, or of a column that prints as rows do."""
        dividing = set(self.quotients)
        for tree, refs_ in self.trees[column].items() if column else ():
            if rows.divides(tree) or not dividing.isdisjoint(refs(tree)):
                dividing.update(refs_)
        return [(self.catalogue[ref].decimals, ref in dividing) for ref in self.shown]

    def is_change(self, name: str) -> bool:
        """Say whether a derived column is a change."""
        given = self.dataset.columns if self.dataset else ()
        column = next(one for one in given if one.id == name)
        return self.columns is not None and self.columns.is_change(column)

    def is_percent(self, ref: str) -> bool:
        """Say whether the figures of a row are printed with a percent sign."""
        kind = self.catalogue.type_of(ref)
        return kind is not None and kind.unit == "percent"

    def printed(self) -> str:
        """Give the printed text of a row's figure, or of a column that prints as its row does."""
        kinds: dict[tuple[int, bool], list[str]] = {}
        for place, ref in enumerate(self.shown, 1):
            kind = self.catalogue[ref].decimals, self.is_percent(ref)
            kinds.setdefault(kind, []).append(str(place))
        cases = "".join(
            f" WHEN s.place IN ({', '.join(places)}) THEN"
            f" {printing.printed('s.value', 's.units', decimals, percent=percent)}"
            for (decimals, percent), places in kinds.items()
        )
        return f"CASE{cases} END"

    def words(self, source: str, printed: str, more: str = "") -> str:
        """Return figures as they are read: period, value, reason, printed, bound."""
        reason = words("s.code", "n.name")
        return (
            f"SELECT {more}s.place, s.ref, s.geography, {_PERIOD.format('s')} AS period,"
            f" s.value, {reason} AS reason,"
            f" CASE WHEN s.value IS NULL OR s.unsure = 1 THEN NULL ELSE {printed} END AS printed,"
            " CASE WHEN s.value IS NULL THEN NULL ELSE s.bound END AS bound"
            f" FROM {source} AS s LEFT JOIN {self.own('input')} AS n"
            f" ON n.place = s.place AND n.input = {place_of('s.code')}"
            f" AND s.code BETWEEN 1 AND 999999 WHERE s.shown = 1"
        )
