"""The law of imports: what is stored is what was meant, or it is refused and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpilib import Project
from tests.conftest import Make, indicator
from tests.importing.drawing import TWISTS, UNITS, drawn
from tests.importing.judging import judge
from tests.importing.writing import write


def specs() -> str:
    """Write the indicators that the tables are of."""
    return "".join(
        indicator(
            f'"{ref}"', title=f"Measure {ref}", unit=unit,
            measure="flow" if unit == "count" else None,
            allow="{KPI503: it is a test}" if unit == "percent" else None,
        )
        for ref, unit in UNITS.items()
    )  # fmt: skip


@pytest.fixture
def project(make: Make) -> Project:
    return make(specs())


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("twist", range(len(TWISTS)), ids=[one.__name__ for one in TWISTS])
def test_what_is_stored_was_meant(twist: int, kind: str, project: Project, tmp_path: Path) -> None:
    """Eight tables of each twist, in each kind of file."""
    for number in range(8):
        table = drawn(twist + number * len(TWISTS))
        path = write(table, tmp_path, kind)
        if path is not None:
            verdict = judge(project, table, path)
            assert not verdict.wrong, (twist + number * len(TWISTS), path.read_bytes()[:500])
