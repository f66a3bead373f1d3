"""The house: imports point down, every room is on the page, no module is too long."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kpilib"
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGE = ROOT / "docs" / "explanation" / "architecture.md"


def name_of(path: Path) -> str:
    """Give the dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_imports_point_down(capsys: pytest.CaptureFixture[str]) -> None:
    """The storeys of pyproject.toml, every module on one of them."""
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_room_is_on_the_page() -> None:
    """The page of the house names each folder and each module beside them."""
    page = PAGE.read_text("utf-8")
    for storey in ("figures", "language", "project", "publications", "values"):
        assert f"`{storey}/`" in page
        for path in (PACKAGE / storey).iterdir():
            is_room = path.is_dir() and not path.name.startswith("__")
            assert not is_room or f"`{path.name}/`" in page, path


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_short(path: Path) -> None:
    """A module has 500 lines at most and says what it is for; a function has 50."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= 500
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def test_nothing_is_evaluated_as_code() -> None:
    """No eval, no exec, no pickle, no shell anywhere in the package."""
    for path in MODULES:
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "compile"), path
        allowed = path.name == "git.py"  # asks git, by a list of words and never a shell
        forbidden = (
            r"^\s*import (pickle|marshal)" if allowed else r"^\s*import (pickle|sub|marshal)"
        )
        assert not re.search(forbidden, text, re.MULTILINE), path
        assert "shell=" not in text, path
