"""Properties without writing code: observations are drawn that obey the specs, figures checked.

Hypothesis shrinks what breaks a property to the smallest observations, which are printed as a
test that reproduces it. Needs ``kpilib[test]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from kpilib.figures.proof.drawn_months import inputs_of, months_back, months_needed, start
from kpilib.language.answers import Answer
from kpilib.language.catalogue import Catalogue
from kpilib.language.dataset import Dataset
from kpilib.language.exact import Exact
from kpilib.language.syntax import Call, Ref, walk
from kpilib.project.project import Project
from kpilib.project.stores.cells import exact_cells
from kpilib.project.stores.observations import Observation, Observations
from kpilib.project.yaml.cases import Cell, shorthand
from kpilib.values.errors import UsageError
from kpilib.values.period import Period
from kpilib.values.reasons import TEXT, lifecycle

#: at least and at most so many months are drawn, more where a sum needs them
_FEWEST, _MOST_MONTHS = 2, 15
Drawn = dict[str, list[Cell]]


class Broken(AssertionError):
    """A figure that cannot be, and its month."""

    def __init__(self, words: str, month: int) -> None:
        super().__init__(words)
        self.month = month


def broken_properties(
    project: Project, refs: Iterable[str] | None = None, examples: int = 200
) -> Iterator[str]:
    """Give, for every row whose figures may become impossible, why and a test that shows it."""
    dataset = project.dataset()
    catalogue = project.specs.columns[dataset.dataset].catalogue
    if examples < 1:
        raise UsageError("--examples takes a number from 1 on")
    asked = set(refs) if refs is not None else None
    for ref in sorted(asked or ()):
        if ref not in catalogue:
            raise UsageError(f"no indicator is called `{ref}`")
    for row in catalogue:
        if row.formula is None or row.ref not in catalogue.bound:
            continue
        if asked is None or row.ref in asked:
            found = _searched(catalogue, dataset, row.ref, examples)
            if found is not None:
                yield found


def _searched(catalogue: Catalogue, dataset: Dataset, ref: str, examples: int) -> str | None:
    """Look for observations that break a property of a row."""
    search = _Search(catalogue, dataset.geography, ref)

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(_observations(catalogue, search.inputs, search.months))
    def holds(drawn: Drawn) -> None:
        search.tried(drawn)

    try:
        holds()
    except Broken as broken:
        return f"{broken}\n{_as_test(search.smallest, broken, search.start, ref)}"
    except Unsatisfiable:
        search.figures = 0
    if not search.figures:
        return f"{ref}: no observations were drawn that obey the specs and give it a figure"
    return None


class _Search:
    """The search for observations that break a property of one row."""

    def __init__(self, catalogue: Catalogue, place: str, ref: str) -> None:
        self._catalogue, self._place, self._ref = catalogue, place, ref
        self.inputs = inputs_of(catalogue, ref)
        most = max(_MOST_MONTHS, months_needed(catalogue, ref))
        self.months = min(max(months_back(catalogue, ref) + 1, _FEWEST), most)
        self.start = start(catalogue, self.inputs, ref, self.months)
        #: what was drawn when a property last broke: the smallest, when all is done
        self.smallest: Drawn = {}
        #: how many figures of the row were looked at
        self.figures = 0

    def tried(self, drawn: Drawn) -> None:
        """Hold the figures against the properties; raises Broken."""
        catalogue, place, ref = self._catalogue, self._place, self._ref
        rows = [
            Observation(name, place, self.start + number, *cell)
            for name, cells in drawn.items()
            for number, cell in enumerate(cells)
            if cell is not None
        ]
        exact = exact_cells(catalogue, Observations(rows), place)
        span = range(self.start, self.start + self.months)
        assume(_obeys(catalogue, exact, self.inputs, place, span))
        try:
            for month in span:
                self.figures += isinstance(exact.cell(ref, place, month), Fraction)
                _check(catalogue, exact, ref, place, month)
                _check_monotone(catalogue, rows, ref, place, month)
        except Broken:
            self.smallest = drawn
            raise


@st.composite
def _observations(
    draw: st.DrawFn, catalogue: Catalogue, inputs: tuple[str, ...], months: int
) -> Drawn:
    """Draw counts, parts never above their wholes, gaps and confidential cells."""
    drawn: Drawn = {}
    gaps = draw(st.booleans())  # a sum needs every month
    for ref in sorted(inputs, key=lambda name: len(_wholes(catalogue, name))):
        wholes = [drawn[name] for name in _wholes(catalogue, ref) if name in drawn]
        cells: list[Cell] = []
        for number in range(months):
            most = _most(catalogue, ref)
            above = [int(cell[0]) for whole in wholes if (cell := whole[number]) and cell[0]]
            most = min([most, *above])
            kind = draw(st.integers(0, 9))
            if kind < 8 or not gaps:
                cells.append((str(draw(st.integers(0, most))), None))
            else:
                cells.append((None, "c") if kind == 9 else None)
        drawn[ref] = cells
    return drawn


def _wholes(catalogue: Catalogue, ref: str) -> list[str]:
    """Give the wholes that a part belongs to, the nearest first."""
    found: list[str] = []
    whole = catalogue[ref].part_of
    while whole is not None and whole in catalogue and whole not in (ref, *found):
        found.append(whole)
        whole = catalogue[whole].part_of
    return found


def _most(catalogue: Catalogue, ref: str) -> int:
    if catalogue[ref].unit == "percent":
        return 100
    texts = (check.expect for row in catalogue for check in row.checks)
    numbers = (int(n) for text in texts for n in re.findall("(?<![A-Za-z0-9])[0-9]{1,6}", text))
    return 2 * max(30, *numbers, 0)


def _obeys(
    catalogue: Catalogue, exact: Exact, inputs: Iterable[str], place: str, span: range
) -> bool:
    """Say whether what was drawn obeys part_of and the checks of the specs."""
    for ref in inputs:
        for month in span:
            for whole in _wholes(catalogue, ref):
                a, b = exact.cell(ref, place, month), exact.cell(whole, place, month)
                if isinstance(a, Fraction) and isinstance(b, Fraction) and a > b:
                    return False
    for ref, checks in catalogue.checks.items():
        if ref in inputs:
            for _, comparison in checks:
                for month in span:
                    if exact.holds(comparison, place, month) is False:
                        return False
    return True


def _check(catalogue: Catalogue, exact: Exact, ref: str, place: str, month: int) -> None:
    """Raise Broken where the figure of a month cannot be."""
    row, kind, tree = catalogue[ref], catalogue.type_of(ref), catalogue.bound[ref]
    answer: Answer = exact.cell(ref, place, month)
    when = Period.month(month)
    life = lifecycle(month, row.introduced, row.ended)
    if not isinstance(answer, Fraction):
        return
    if life:
        raise Broken(f"{ref} has a value in {when}, where it is {TEXT[life]}", month)
    unit = kind.unit if kind else None
    if unit == "percent" and isinstance(tree, Call) and tree.name == "percent":
        if answer > 100:
            raise Broken(f"{ref}, a percentage, is above 100", month)
        if answer < 0:
            raise Broken(f"{ref}, a percentage, is below 0", month)
    if unit in ("rate", "count") and answer < 0:
        raise Broken(f"{ref}, a {unit}, is below 0", month)
    whole = exact.cell(row.part_of, place, month) if row.part_of else None
    if isinstance(whole, Fraction) and answer > whole:
        raise Broken(f"{ref} is above {row.part_of}, of which it is a part", month)


def _check_monotone(
    catalogue: Catalogue, rows: list[Observation], ref: str, place: str, month: int
) -> None:
    """Raise Broken where a percentage or rate falls although its part or count rises."""
    tree = catalogue.bound[ref]
    if not (isinstance(tree, Call) and tree.name in ("percent", "rate")):
        return
    part = tree.arguments[0]
    if not isinstance(part, Ref) or catalogue[part.ref].formula is not None:
        return
    if sum(isinstance(node, Ref) and node.ref == part.ref for node in walk(tree)) > 1:
        return
    more = [
        row._replace(value=str(int(row.value) + 1))
        if row.ref == part.ref and row.month == month and row.value is not None
        else row
        for row in rows
    ]
    before = exact_cells(catalogue, Observations(rows), place).cell(ref, place, month)
    after = exact_cells(catalogue, Observations(more), place).cell(ref, place, month)
    if isinstance(before, Fraction) and isinstance(after, Fraction) and after < before:
        raise Broken(f"{ref} falls where {part.ref} rises", month)


def _as_test(drawn: Drawn, broken: Broken, start: int, ref: str) -> str:
    """Write what was found as a test for indicators/tests."""
    quoted = str(broken).replace('"', "'")
    lines = [f'- test: "{quoted}"', f"  from: {Period.month(start)}", "  observations:"]
    lines += [f'    "{name}": "{shorthand(cells)}"' for name, cells in drawn.items()]
    lines += ["  expect:  # what should it be?"]
    when = Period.month(broken.month)
    lines.append(f'    - {{ref: "{ref}", period: {when}, reason: not applicable}}')
    return "\n".join(lines) + "\n"
