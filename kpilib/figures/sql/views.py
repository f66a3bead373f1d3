"""A dataset as a list of relations, each a SELECT over those before it."""

from __future__ import annotations

from collections.abc import Sequence

from kpilib.figures.evaluation.padding import reaching
from kpilib.figures.sql import relations, rows
from kpilib.figures.sql.context import VIEWS, Context, Relation
from kpilib.figures.sql.derived import Derived
from kpilib.figures.sql.text import literal, table
from kpilib.language.syntax import Expression, input_names, refs


def with_tables(relations: Sequence[Relation], select: str) -> str:
    """Give a SELECT over relations that are its own."""
    tables = ", ".join(f"{name} AS ({text})" for name, text in relations)
    return f"WITH {tables} {select}"


class Views(Context):
    """The relations of one dataset: ``figure`` has its rows, ``derived`` their columns."""

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
