"""A dataset as a list of relations, each a SELECT over those before it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kpilib.figures.evaluation.frame import Rules
from kpilib.figures.evaluation.padding import reaching
from kpilib.figures.sql import printing, relations, rows
from kpilib.figures.sql.codes import place_of, words
from kpilib.figures.sql.derived import Derived
from kpilib.figures.sql.text import literal, table
from kpilib.language.catalogue import Catalogue
from kpilib.language.columns import Columns
from kpilib.language.dataset import Dataset
from kpilib.language.syntax import Expression, input_names, refs
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


def with_tables(relations: Sequence[Relation], select: str) -> str:
    """Give a SELECT over relations that are its own."""
    tables = ", ".join(f"{name} AS ({text})" for name, text in relations)
    return f"WITH {tables} {select}"


class Views:
    """The relations of one dataset: ``figure`` has its rows, ``derived`` their columns.

    `prefix` stands before the names of those that are views. Rows that SQL leaves out are in
    `left`, with words.
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

    def views(self) -> list[Relation]:
        """Give the views, each with what is only its own as common table expressions.

        A database works such an expression out once, however often it is read; a view that reads
        views it may work out again for each.
        """
        views = {self.own(name) for name in VIEWS}
        chain: list[Relation] = []
        made = []
        for name, select in self.all():
            if name not in views:
                chain.append((name, select))
            elif name in (self.own("figure"), self.own("derived")):
                made.append((name, with_tables(chain, select)))
            else:
                made.append((name, select))
        return made

    def all(self) -> list[Relation]:
        """Give every relation, each behind those it stands on."""
        trees = [tree for of_column in self.trees.values() for tree in of_column]
        names = rows.people_in([*self.catalogue.bound.values(), *trees])
        people = {name: f"p{place}" for place, name in enumerate(names, 1)}
        wide, base = self._wide(people, trees)
        read = [name for tree in trees for name in refs(tree) if name in self.catalogue]
        beside = [*dict.fromkeys(part for name in read for part in wide.cells[name].columns)]
        beside += [part for column in people.values() for part in (column, f"{column}e")]
        long = rows.long(wide, self.own, self.shown, beside)
        size = rows.sized(self.kinds(), self.rules.rounding)
        derived = Derived(self, wide.cells, people, beside)
        columns = derived.relations()
        return [
            *base,
            *wide.relations,
            (self.own("indicator"), rows.indicator(self.shown)),
            (self.own("input"), self._inputs(derived.inputs)),
            (self.own("long"), long),
            (self.own("sized"), f"SELECT l.*, {size} FROM {self.own('long')} AS l"),
            (self.own("figure"), self.words(self.own("sized"), self.printed())),
            *columns,
        ]

    def _wide(
        self, people: dict[str, str], trees: Sequence[Expression]
    ) -> tuple[rows.Wide, list[Relation]]:
        given = [row.ref for row in self.catalogue if row.formula is None]
        collected, cells = relations.collected(self.catalogue, given, people, self.own)
        before = reaching(self.catalogue, trees)
        dataset = self.dataset.dataset if self.dataset else ""
        made = [
            ("observed", relations.observed(dataset, self._as_of)),
            ("calendar", relations.calendar(self.own("observed"), before, *self._stretch)),
            ("population", relations.populations(self.catalogue, [*people], self.rules.geography)),
            ("collected", collected),
        ]
        wide = rows.wide(self.catalogue, self.own, cells, people)
        return wide, [(self.own(name), select) for name, select in made]

    def _inputs(self, more: Sequence[tuple[str, str, str]]) -> str:
        """Give what each formula reads at each place, for the words of reasons."""
        lines = []
        for place, ref in enumerate(self.shown, 1):
            tree = self.catalogue.bound.get(ref)
            names = input_names(tree) if tree is not None else ()
            lines += [(str(place), str(n), literal(name)) for n, name in enumerate(names)]
        none = ("0", "0", "CAST(NULL AS TEXT)")
        return table(("place", "input", "name"), [*lines, *more] or [none])

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
