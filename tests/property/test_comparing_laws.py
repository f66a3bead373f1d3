"""Laws of comparing: the cells that are named are exactly those in which two reports differ."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib import testing
from kpilib.figures.difference.comparison import compare
from kpilib.figures.difference.figures import Key, Shown, View
from kpilib.figures.difference.side import Side
from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.figures.report.assemble import Assembly
from kpilib.language.dataset import ChangeRule, Dataset, Row
from kpilib.project.stores.observations import withheld_cells
from kpilib.project.yaml.configuration import Configuration
from kpilib.values.period import Period
from tests.property.test_engine_against_model import HERE, dataset


@st.composite
def sides(draw: st.DrawFn) -> tuple[Side, Side]:
    """Give two sides that share much: some rows, registers, settings, observations differ."""
    one, two = draw(testing.catalogues(max_size=6)), draw(testing.catalogues(max_size=6))
    seen = [draw(testing.observations(catalogue, length=14)) for catalogue in (one, two)]
    base = Side(
        indicators=tuple(one), registers=one.registers, dataset=draw(settings_of(dataset())),
        series=series(seen[0].rows), configuration=Configuration(root="."),
    )  # fmt: skip
    other = two.indicators
    rows = tuple(
        other.get(row.ref, row) if draw(st.integers(0, 3)) == 0 else row for row in one
    ) + tuple(row for row in two if row.ref not in one and draw(st.booleans()))
    head = base.changed(
        indicators=rows,
        registers=draw(st.sampled_from((one.registers, one.registers, two.registers))),
        dataset=draw(st.one_of(st.just(base.dataset), settings_of(base.dataset))),
        series=base.series | (series(seen[1].rows) if draw(st.booleans()) else {}),
    )
    return base, head


def series(rows: Any) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for row in rows:
        found[row.ref, row.geography] = (*found.get((row.ref, row.geography), ()), row)
    return found


def settings_of(plain: Dataset) -> st.SearchStrategy[Dataset]:
    rows = st.one_of(
        st.none(),
        st.lists(st.sampled_from(("A0", "A1", "A2", "A3")), unique=True, max_size=4).map(
            lambda refs: tuple(Row(ref=ref, span=HERE) for ref in refs)
        ),
    )
    return st.builds(
        lambda window, threshold, on, rounding, rows, columns, words: evolve(
            plain, window=window, rounding=rounding, rows=rows, columns=plain.columns[:columns],
            change=ChangeRule(threshold=threshold, decided_on=on), empty_cells=words,
        ),
        st.sampled_from((1, 3, 3)), st.sampled_from((5, 10, 10)),
        st.sampled_from(("rounded", "exact")), st.sampled_from(("half up", "half even")), rows,
        st.sampled_from((2, 6, 6)), st.sampled_from(({}, {"no change": "n/a"})),
    )  # fmt: skip


def printed(side: Side, month: int) -> dict[Key, Shown]:
    """Give every cell of the full reports of a side, one a geography."""
    first = Period.month(month - side.dataset.window + 1)
    evaluation = evaluate(side.project, dataset=side.dataset, start=first, end=Period.month(month))
    cells = {}
    for place in evaluation.geographies:
        for row in Assembly(side.project, side.dataset, evaluation, month, place).report().rows:
            for value in row.values:
                cells[row.ref, value.period, place] = Shown(value.text)
            for name, cell in row.columns.items():
                cells[row.ref, name, place] = Shown(cell.text, cell.direction, cell.judgement)
    return cells


@settings(max_examples=60)
@given(sides())
def test_the_cells_named_are_those_in_which_two_reports_differ(pair: tuple[Side, Side]) -> None:
    """None missing, none too many, with what each side prints."""
    base, head = pair
    if not base.series and not head.series:
        return
    found = compare(base, head)
    month = Period.parse(found.period).first
    a, b = printed(base, month), printed(head, month)
    wanted = {
        key: (a.get(key), b.get(key))
        for key in {*a, *b}
        if a.get(key) != b.get(key) and key[0] not in found.not_compared
    }
    told = {one[:3]: (one.before, one.after) for one in found.moved}
    hidden = {key for key, pair in told.items() if Shown("withheld") in pair}
    assert told | {key: wanted[key] for key in hidden} == wanted
    assert all(is_secret(base) or is_secret(head) for _ in hidden)
    for one in found.moved:
        assert one.causes, one
        assert not any(found.changes[number].is_words for number in one.causes)


def is_secret(side: Side) -> bool:
    """Say whether a side keeps a figure confidential."""
    return bool(withheld_cells(row for rows in side.series.values() for row in rows))


@given(sides())
def test_a_side_does_not_differ_from_itself(pair: tuple[Side, Side]) -> None:
    """Whatever it holds."""
    side = pair[0]
    if side.series:
        found = compare(side, side.changed())
        assert (found.changes, found.moved, found.exact_only) == ((), (), 0)
        assert View(side, Period.parse(found.period).first, frozenset()).rows == {}
