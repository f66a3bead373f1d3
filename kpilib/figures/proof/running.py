"""Run the tests that analysts write: every expectation against what the specs give."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from attrs import evolve

from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.figures.explanation.explain import explain
from kpilib.figures.report.assemble import Assembly
from kpilib.figures.report.model import ColumnCell, PeriodCell
from kpilib.language.building import build
from kpilib.language.catalogue import Catalogue
from kpilib.language.columns import printed_rows
from kpilib.language.dataset import Dataset, Row
from kpilib.language.dated import Denominator, DenominatorValue
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation, Observations
from kpilib.project.yaml.cases import Case, Expectation
from kpilib.values.errors import UsageError
from kpilib.values.period import FIRST_YEAR, Period
from kpilib.values.rounding import decimal_text, plain, rounded, scaled


class Failure(NamedTuple):
    """An expectation that was not met."""

    expectation: Expectation
    expected: str
    got: str
    #: how the figure came about, a line each
    explanation: tuple[str, ...]


class Outcome(NamedTuple):
    """What became of one test."""

    case: Case
    failures: tuple[Failure, ...]
    #: why the test could not be run; None where it was
    error: str | None
    #: the cells that were looked at
    seen: tuple[tuple[Expectation, PeriodCell | ColumnCell], ...]

    @property
    def passed(self) -> bool:
        """Say whether all expectations were met."""
        return self.error is None and not self.failures


def run_cases(project: Project) -> tuple[Outcome, ...]:
    """Run every test of a project."""
    return tuple(run_case(project, case) for case in project.cases)


def run_case(project: Project, case: Case) -> Outcome:
    """Run one test; what it names wrongly is its error."""
    try:
        dataset = project.dataset(case.dataset)
        subject = _subject(project, dataset, case)
        seen = tuple(_cells(subject, dataset, case))
    except UsageError as error:
        return Outcome(case, (), str(error), ())
    except KeyError as error:
        return Outcome(case, (), str(error.args[0]), ())
    failures = [
        Failure(one, expected, got, _explanation(subject, dataset, case, one))
        for one, cell, exact in seen
        for expected, got in _unmet(one, cell, exact)
    ]
    return Outcome(case, tuple(failures), None, tuple((one, cell) for one, cell, _ in seen))


def _subject(project: Project, dataset: Dataset, case: Case) -> Project:
    """Give a project of the specs as they are and the observations of the test."""
    catalogue = project.specs.columns[dataset.dataset].catalogue
    if case.denominators:
        catalogue = _with_populations(catalogue, case)
    place = case.geography or dataset.geography
    rows = []
    for ref, cells in case.observations.items():
        if ref not in catalogue:
            raise UsageError(f"no indicator is called `{ref}`")
        if catalogue[ref].formula is not None:
            raise UsageError(f"`{ref}` is worked out; observe what it reads")
        for number, cell in enumerate(cells):
            if cell is not None:
                rows.append(Observation(ref, place, case.start + number, *cell))
    return Project.of(catalogue, dataset, Observations(rows))


def _with_populations(catalogue: Catalogue, case: Case) -> Catalogue:
    known = dict(catalogue.registers.denominators)
    for id_, values in case.denominators.items():
        if id_ not in known:
            raise UsageError(f"no denominator is called `{id_}`")
        dated = tuple(
            DenominatorValue(since=since, value=value, geography=case.geography, span=case.span)
            for since, value in values
        )
        known[id_] = Denominator(id=id_, title=known[id_].title, values=dated, span=case.span)
    registers = catalogue.registers._replace(denominators=known)
    return build(tuple(catalogue), registers, year_starts=catalogue.year_starts)


def _cells(
    subject: Project, dataset: Dataset, case: Case
) -> Iterator[tuple[Expectation, PeriodCell | ColumnCell, Fraction | None]]:
    """Give the cells that are looked at, and their exact figures."""
    by_month: dict[int, list[Expectation]] = {}
    for one in case.expect:
        if one.ref not in subject.catalogue:
            raise UsageError(f"no indicator is called `{one.ref}`")
        by_month.setdefault(one.period, []).append(one)
    for month, expected in by_month.items():
        first = max(month - dataset.window + 1, FIRST_YEAR * 12)
        evaluation = evaluate(
            subject, dataset=dataset, refs={one.ref for one in expected},
            start=Period.month(first), end=Period.month(month),
        )  # fmt: skip
        place = case.geography or dataset.geography
        known = place if place in evaluation.geographies else None
        assembly = Assembly(subject, dataset, evaluation, month, known)
        for one in expected:
            cell = _cell(assembly, dataset, one)
            yield one, cell, _exact(assembly, one, cell)


def _cell(assembly: Assembly, dataset: Dataset, one: Expectation) -> PeriodCell | ColumnCell:
    if one.column is None:
        return assembly.month_cell(one.ref, len(assembly.evaluation.periods) - 1)
    column = next((column for column in dataset.columns if column.id == one.column), None)
    if column is None:
        known = ", ".join(column.id for column in dataset.columns) or "none"
        raise UsageError(f"no column is called `{one.column}`: there are {known}")
    rows = {row.ref: row for row in printed_rows(assembly.project.catalogue, dataset)}
    row = rows.get(one.ref) or Row(ref=one.ref, span=one.span)
    return assembly.column(evolve(row, columns=None), column)


def _exact(assembly: Assembly, one: Expectation, cell: PeriodCell | ColumnCell) -> Fraction | None:
    """Give the figure before it became a float; None without one."""
    if cell.value is None:
        return None
    columns = {column.id: column for column in assembly.dataset.columns}
    if one.column is not None and columns[one.column].comparator is not None:
        return Fraction(repr(cell.value))
    evaluation = assembly.evaluation
    line = evaluation[one.ref] if one.column is None else evaluation.column(one.ref, one.column)
    answer = line.exact(assembly.geography, one.period) if line is not None else None
    return answer if isinstance(answer, Fraction) else None


def _unmet(
    one: Expectation, cell: PeriodCell | ColumnCell, exact: Fraction | None
) -> Iterator[tuple[str, str]]:
    """Give expected and got for whatever differs."""
    got = cell.reason or cell.text
    if one.value is not None:
        shown = decimal_text(scaled(one.value, one.decimals), one.decimals)
        if cell.value is None or exact is None:
            yield shown, f"no value ({got})"
        elif rounded(exact, one.decimals) != one.value:
            whole = exact.denominator == 1
            yield shown, str(exact.numerator) if whole else plain(cell.value)
    if one.text is not None and one.text != cell.text:
        yield f"printed `{one.text}`", f"printed `{cell.text}`"
    direction = getattr(cell, "direction", None)
    if one.arrow is not None and one.arrow != direction:
        yield one.arrow, f"{direction or 'no arrow'} ({got})"
    if one.judgement is not None and one.judgement != (getattr(cell, "judgement", None) or "none"):
        yield f"judged {one.judgement}", f"judged {getattr(cell, 'judgement', None) or 'none'}"
    if one.reason is not None and one.reason != cell.reason:
        yield f"no value ({one.reason})", f"no value ({got})" if cell.reason else cell.text


def _explanation(
    subject: Project, dataset: Dataset, case: Case, one: Expectation
) -> tuple[str, ...]:
    try:
        outline = explain(
            subject, one.ref, Period.month(one.period), case.geography, dataset=dataset.dataset
        )
    except UsageError:
        return ()
    if one.column is not None:
        heading = next(c.heading for c in dataset.columns if c.id == one.column).split("{")[0]
        parts = [part for part in outline.parts if part.head.startswith(heading.strip())]
        return tuple(parts[0].lines()) if parts else ()
    return tuple(outline.parts[0].lines())
