"""Drawn tables as LibreOffice saves them: another program's XML for the same looks."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kpilib import Project
from tests.conftest import Make
from tests.importing.drawing import TWISTS, drawn
from tests.importing.judging import judge
from tests.importing.test_drawn_tables import specs
from tests.importing.writing import write

pytestmark = pytest.mark.external
#: so many tables of each twist
EACH = 6


@pytest.fixture
def project(make: Make) -> Project:
    return make(specs())


@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_what_is_stored_was_meant(kind: str, project: Project, tmp_path: Path) -> None:
    """Superscripts, lines through, formats, merged cells and errors survive or are refused."""
    tables = {}
    for seed in range(EACH * len(TWISTS)):
        table = drawn(seed)
        # what a formula is worked out to here its author did not know
        if table.only == "text" or table.twist == "looks: formula":
            continue
        made = write(table, tmp_path, "xlsx")
        if made is not None:
            tables[seed] = table
            made.rename(tmp_path / f"t{seed}.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    files = [str(tmp_path / f"t{seed}.xlsx") for seed in tables]
    subprocess.run(
        ["soffice", "--headless", home, "--convert-to", kind, "--outdir", str(tmp_path / "out"),
         *files],
        check=True, capture_output=True, timeout=500,
    )  # fmt: skip
    assert len(tables) > 90
    for seed, table in tables.items():
        verdict = judge(project, table, tmp_path / "out" / f"t{seed}.{kind}")
        assert not verdict.wrong, (seed, table.twist, verdict.wrong)
