"""`kpilib sql` in five dialects: as kept, parsed back, and nothing in it but texts and figures."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlglot
from sqlglot import expressions as exp

from kpilib.figures.sql.script import DIALECTS, script_of, transpiled
from kpilib.values.errors import UsageError
from tests.conftest import ROOT
from tests.sql.golden import FOLDER, QUOTED, views


@pytest.mark.parametrize("dialect", DIALECTS)
def test_scripts_are_those_that_are_kept(dialect: str) -> None:
    """A change of the SQL is seen; `python -m tests.sql.golden` accepts it."""
    assert script_of(views(), dialect) == (FOLDER / f"{dialect}.sql").read_text("utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_scripts_parse_back(dialect: str) -> None:
    """Every statement is one that sqlglot understands, and the hostile name is a text in it."""
    text = script_of(views(), dialect).replace("\nGO\n", "\n")
    statements = [one for one in sqlglot.parse(text, read=dialect) if one is not None]
    kinds = {type(one) for one in statements}
    assert kinds == {exp.Drop, exp.Create}
    assert len(statements) == 16
    literals = {one.this for s in statements for one in s.find_all(exp.Literal) if one.is_string}
    assert QUOTED in literals
    tables = {one.name for s in statements for one in s.find_all(exp.Table)}
    assert "x" not in tables


def test_what_a_view_cannot_say_is_said_at_the_top() -> None:
    """A row that reads itself is left out, with words."""
    text = script_of(views(), "postgres")
    assert text.startswith("/* [run] reads its own earlier months, which a view cannot */\n")
    assert "'run'" not in text


def test_a_dialect_that_is_none_is_named() -> None:
    """With the nearest that is."""
    with pytest.raises(UsageError, match="no dialect `postgress`; did you mean `postgres`"):
        transpiled(["SELECT 1"], "postgress")


def test_the_command_prints_the_shipped_catalogue() -> None:
    """Its views stand on the tables of a store."""
    command = [sys.executable, "-m", "kpilib", "sql", "--dialect", "tsql", "--as-of", "2016-10-01"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "CREATE VIEW kpilib.figure AS" in done.stdout
    assert "<= '2016-10-01'" in done.stdout
    assert done.stdout.count("\nGO\n") == 16


def test_without_sqlglot_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extra that is missing is named."""
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    with pytest.raises(UsageError, match=r"kpilib sql needs sqlglot: pip install kpilib\[sql\]"):
        transpiled(["SELECT 1"], "duckdb")
