"""A machine that appends, restates, reads, reopens, and holds every answer against a dictionary."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Store
from kpilib.values.errors import UsageError
from kpilib.values.period import month
from kpilib.values.reasons import ABSENT, MARKERS
from tests.stores.kinds import KINDS

FIRST = month("2016-01")
DAYS = st.sampled_from((None, "2016-02-01", "2016-02-02", "2016-03-01"))
SAID = st.one_of(
    st.tuples(st.sampled_from(("0", "7", "-3.50", "007")), st.sampled_from((None, "p", "r"))),
    st.tuples(st.none(), st.sampled_from((None, "x", "c", "z"))),
)
ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("xy"), st.integers(0, 2), SAID), max_size=6
)
#: how many runs each kind can afford
RUNS = {"memory": 60, "csv": 20, "sqlite": 25, "duckdb": 6, "postgres": 12}


class Machine(RuleBasedStateMachine):
    """One store, its handles, and the dictionary that it has to agree with."""

    kind = "memory"

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="kpilib-machine-")
        self._open = KINDS[self.kind](Path(self._folder.name))
        self.store: Store = self._open()
        self.reader: Store = self._open()
        self.model: dict[tuple[str, str, int, str], tuple[str | None, str | None]] = {}

    def teardown(self) -> None:
        self.store.close()
        self.reader.close()
        self._folder.cleanup()

    @rule(rows=ROWS, day=DAYS)
    def append(self, rows: list[tuple[str, str, int, Any]], day: str | None) -> None:
        """Append; what contradicts itself or that day's rows is refused, whole."""
        made = [Observation(ref, g, FIRST + m, *said) for ref, g, m, said in rows]
        wanted = dict(self.model)
        clash = False
        for one in made:
            key = (one.ref, one.geography, one.month, day or "")
            clash |= not alike(wanted.setdefault(key, one.said), one.said)
        try:
            done = self.store.append(made, day, "machine")
        except UsageError:
            assert clash
            return
        assert not clash
        assert done.added == len(wanted) - len(self.model)
        self.model = wanted

    @rule(day=DAYS, refs=st.none() | st.sets(st.sampled_from("AB")))
    def read(self, day: str | None, refs: set[str] | None) -> None:
        """Read as of a day, with the handle that writes."""
        self.agrees(self.store, day, refs)

    @rule(day=DAYS)
    def read_beside(self, day: str | None) -> None:
        """Read with a handle that was open before."""
        self.agrees(self.reader, day, None)

    @rule()
    def reopen(self) -> None:
        """Close and open again."""
        self.store.close()
        self.store = self._open()

    @rule(ref=st.sampled_from("AB"), place=st.sampled_from("xy"), when=st.integers(0, 2))
    def history(self, ref: str, place: str, when: int) -> None:
        """Ask who said what when."""
        period = f"2016-{when + 1:02}"
        found = [(one.recorded or "", one.said) for one in self.store.history(ref, place, period)]
        wanted = {
            k[3]: said for k, said in self.model.items() if k[:3] == (ref, place, FIRST + when)
        }
        assert [day for day, _ in found] == sorted(wanted)
        assert all(alike(wanted[day], said) for day, said in found)

    @invariant()
    def every_row_is_there(self) -> None:
        """As many rows as the dictionary has, in as many vintages."""
        vintages = self.reader.vintages()
        assert sum(one.rows for one in vintages) == len(self.model)
        assert [one.recorded or "" for one in vintages] == sorted({k[3] for k in self.model})

    def agrees(self, store: Store, day: str | None, refs: set[str] | None) -> None:
        panel = store.read(refs, as_of=day)
        known = {k: said for k, said in self.model.items() if day is None or k[3] <= day}
        months = [k[2] for k in known]
        if not known:
            assert panel.months == 0
            return
        assert (panel.first, panel.months) == (min(months), max(months) - min(months) + 1)
        assert panel.geographies == tuple(sorted({k[1] for k in known}))
        chosen = {k[0] for k in known} & (refs if refs is not None else {"A", "B"})
        assert set(panel.blocks) == chosen
        cells = itertools.product(chosen, enumerate(panel.geographies), range(panel.months))
        for ref, (place, name), row in cells:
            when = panel.first + row
            days = [k[3] for k in known if k[:3] == (ref, name, when)]
            value, marker = known[ref, name, when, max(days)] if days else (None, None)
            block = panel.block(ref)
            got, reason = block.values[row, place], block.all_reasons()[row, place]
            if value is not None:
                assert (got, reason) == (float(value), 0)
            else:
                assert np.isnan(got)
                assert reason == (MARKERS[marker] if marker else ABSENT)


def alike(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    """Say whether two say the same: 7 and 007 do."""
    numbers = [None if value is None else float(value) for value, _ in (one, other)]
    return numbers[0] == numbers[1] and one[1] == other[1]


def test_a_store_agrees_with_a_dictionary(kind: str) -> None:
    """Whatever is done in whatever order."""
    machine = type("Machine", (Machine,), {"kind": kind})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=settings(max_examples=RUNS[kind], stateful_step_count=12, deadline=None)
    )


@pytest.mark.parametrize("first", ["7", "007"])
def test_the_machine_would_notice(first: str) -> None:
    """The comparison is no formality."""
    assert alike((first, None), ("7", None))
    assert not alike((first, None), ("7", "r"))
    assert not alike((first, None), (None, None))
