"""What every store does, whatever it keeps its rows in."""

from __future__ import annotations

import numpy as np
import pytest

from kpilib.project.panel import Panel
from kpilib.project.stores.memory import MemoryStore
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Asked, Store, Submission, Vintage
from kpilib.values.errors import UsageError
from kpilib.values.period import month
from tests.stores.kinds import Opener

SEP = month("2016-09")


def row(
    ref: str = "A", value: str | None = "17", marker: str | None = None, when: int = SEP,
    geography: str = "local", note: str | None = None,
) -> Observation:  # fmt: skip
    return Observation(ref, geography, when, value, marker, note=note)


def cell(panel: Panel, ref: str = "A", when: int = SEP, geography: str = "local") -> object:
    return panel.lookup(ref, geography, when)


def test_what_is_appended_is_read(opener: Opener) -> None:
    """Values, markers, notes and places come back as they were written."""
    rows = [
        row("A", "17", note="one case, found later"), row("A", "0012.50", when=SEP - 1),
        row("B (%)", None, "c"), row("B (%)", "3", "p", geography="Nórth, \"far\""),
        row("B (%)", None, when=SEP - 2), row("C", "-0.0"), row("C", "9" * 30, when=SEP + 1),
        row("C", "123456789.123456789", "r", when=SEP + 2),
    ]  # fmt: skip
    done = opener().append(rows, "2016-10-14", "monthly.xlsx")
    assert (done.submission, done.added, done.left) == (
        Submission(1, "2016-10-14", "monthly.xlsx", 8), 8, 0,
    )  # fmt: skip
    found = list(opener().rows())
    plain = [one._replace(file=None, line=1) for one in found]
    wanted = [r._replace(recorded="2016-10-14", source="monthly.xlsx") for r in rows]
    assert set(plain) == set(wanted)
    assert [one.ref for one in found] == sorted(one.ref for one in rows)
    panel = opener().read()
    assert (panel.first, panel.months) == (SEP - 2, 5)
    assert panel.geographies == ('Nórth, "far"', "local")
    assert str(cell(panel, "A", SEP - 1)) == "25/2"
    assert cell(panel, "C", SEP + 1) == int("9" * 30)
    assert str(cell(panel, "C", SEP + 2)) == "123456789123456789/1000000000"
    assert cell(panel, "B (%)") == "c"
    assert cell(panel, "B (%)", SEP - 2) is None
    assert opener().check() == ()


def test_a_restatement_is_a_row_and_the_latest_counts(opener: Opener) -> None:
    """Each day gives what was known then; a marker may take a value's place and the reverse."""
    store = opener()
    store.append([row(), row("B", "5")], None)
    store.append([row(value="18")], "2016-11-01", "correction")
    store.append([row(value=None, marker="c"), row("B", "6")], "2016-12-01")
    assert [cell(store.read(as_of=day)) for day in ("2016-10-31", "2016-11-01", None)] == [
        17, 18, "c",
    ]  # fmt: skip
    assert [one.said for one in store.history("A", None, "2016-09")] == [
        ("17", None), ("18", None), (None, "c"),
    ]  # fmt: skip
    assert store.history("A", "elsewhere", "2016-09") == ()
    assert store.vintages() == (
        Vintage(None, 1, 2), Vintage("2016-11-01", 1, 1), Vintage("2016-12-01", 1, 2),
    )  # fmt: skip
    assert [one.number for one in store.submissions()] == [1, 2, 3]
    assert [one.source for one in store.history("A", "local", "2016-09")][1] == "correction"


def test_history_is_told_by_day_whatever_came_in_first(opener: Opener) -> None:
    """The earliest recorded first."""
    store = opener()
    store.append([row(value="18")], "2016-12-01", "later")
    store.append([row(value="17")], "2016-10-14", "earlier")
    store.append([row(value="16")], None, "first")
    told = store.history("A", None, "2016-09")
    assert [(one.recorded, one.value) for one in told] == [
        (None, "16"), ("2016-10-14", "17"), ("2016-12-01", "18"),
    ]  # fmt: skip


def test_a_submission_recorded_for_an_earlier_day_does_not_win(opener: Opener) -> None:
    """The day decides, not the order in which submissions arrive."""
    store = opener()
    store.append([row(value="3")], "2016-12-01")
    store.append([row(value="2")], "2016-11-01")
    assert cell(store.read()) == 3
    assert cell(store.read(as_of="2016-11-30")) == 2


def test_the_same_again_adds_nothing(opener: Opener) -> None:
    """Rows that are there are left; what is new beside them is added."""
    store = opener()
    store.append([row(), row("B")], "2016-10-14")
    again = store.append([row(), row("B", "17.0")], "2016-10-14")
    assert (again.submission, again.added, again.left) == (None, 0, 2)
    more = store.append([row(), row("C")], "2016-10-14")
    assert (more.added, more.left) == (1, 1)
    assert len(store.submissions()) == 2
    assert store.append([], "2016-10-14").submission is None


def test_a_submission_goes_in_whole_or_not_at_all(opener: Opener) -> None:
    """One row that cannot be taken keeps all of them out, with one sentence."""
    store = opener()
    store.append([row()], "2016-10-14")
    bad = {
        "already, and not as `18`": [row("Z"), row(value="18")],
        "no number": [row("Z"), row(value="1e3")],
        "no marker": [row("Z"), row(value=None, marker="p")],
        "twice in one submission": [row("Z"), row("Z", "4")],
        "cannot be seen": [row("Z\u202e")],
        "a spreadsheet would run": [row("Z", note="=1+1")],
        "is no month": [row("Z", when=12)],
        "names its ref": [row("")],
        "they go in one by one": [row("Z")._replace(recorded="2016-10-15")],
    }
    for words, rows in bad.items():
        with pytest.raises(UsageError, match=words):
            store.append(rows, "2016-10-14")
    with pytest.raises(UsageError, match="no date"):
        store.append([row("Z")], "14/10/2016")
    with pytest.raises(UsageError, match="would run"):
        store.append([row("Z")], "2016-10-14", "@x")
    assert [one.ref for one in opener().rows()] == ["A"]


def test_less_is_read_where_less_is_asked(opener: Opener) -> None:
    """By ref, place and month; without months asked for, those of all that was known."""
    store = opener()
    rows = [row(ref, "1", when=SEP + m, geography=g) for ref in "AB" for m in (0, 5) for g in "xy"]
    store.append(rows, "2016-10-14")
    panel = store.read(["A"], ["x"])
    assert (panel.first, panel.months, panel.geographies) == (SEP, 6, ("x",))
    assert list(panel.blocks) == ["A"]
    panel = store.read(periods=("2016-08", "2016-10"))
    assert panel.months == 3
    assert np.isnan(panel.block("B").values[[0, 2]]).all()
    assert (panel.block("B").values[1] == 1).all()
    assert len(list(store.rows(Asked(frozenset("A"), frozenset("y"), (SEP, SEP))))) == 1
    empty = store.read(as_of="2016-10-13")
    assert (empty.months, empty.geographies) == (0, ("local",))
    for question in ({"as_of": "soon"}, {"periods": ("2016-10", "2016-09")}, {"refs": "A"}):
        with pytest.raises(UsageError):
            store.read(**question)  # type: ignore[arg-type]


def same(one: Store, other: Store) -> None:
    """Hold that two stores say the same, cell by cell and row by row."""

    def plain(store: Store) -> list[Observation]:
        return sorted(
            (one._replace(file=None, line=1) for one in store.rows()),
            key=lambda row: (row.recorded or "", row[:3], row.value or ""),
        )

    assert plain(one) == plain(other)
    a, b = one.read(), other.read()
    assert (a.first, a.months, a.geographies) == (b.first, b.months, b.geographies)
    for ref in a.blocks:
        np.testing.assert_array_equal(a.block(ref).values, b.block(ref).values)
        np.testing.assert_array_equal(a.block(ref).all_reasons(), b.block(ref).all_reasons())


def test_stores_convert_without_loss(opener: Opener) -> None:
    """Submission by submission into memory and back: the same rows, days and sources."""
    from kpilib.project.stores.converting import convert

    store, other = opener(), MemoryStore()
    store.append([row(note="a"), row("B", None, "z"), row("B", "01.0", when=SEP + 1)], None)
    store.append([row(value="18", marker="r"), row("C", geography="x")], "2016-11-01", "by hand")
    assert convert(store, other) == (2, 5)
    same(store, other)
    assert [one[1:] for one in store.submissions()] == [one[1:] for one in other.submissions()]
    assert convert(other, store) == (0, 0)
