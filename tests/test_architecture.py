"""The house: imports point down, every module stands on a floor, none is too long."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kpilib"
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGE = ROOT / "docs" / "explanation" / "architecture.md"


def floors() -> list[tuple[int, list[str]]]:
    """Read floors and rooms from the table of the architecture page, highest first."""
    found = []
    for line in PAGE.read_text("utf-8").splitlines():
        match = re.match(r"\| ([0-9]+) \| (.+?) \|", line)
        if match:
            found.append((int(match[1]), re.findall(r"`([^`]+)`", match[2])))
    return found


def name_of(path: Path) -> str:
    """Give the dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> tuple[int, str] | None:
    """Give the floor and the room of a module: the longest name that fits."""
    best: tuple[int, str] | None = None
    place = module.removeprefix("kpilib").lstrip(".").replace(".", "/")
    for floor, rooms in floors():
        for room in rooms:
            name = room.rstrip("/").removesuffix(".py")
            name = "" if name == "__init__" else name
            fits = place == name or (room.endswith("/") and place.startswith(f"{name}/"))
            if fits and (best is None or len(name) >= len(best[1])):
                best = (floor, name)
    return best


def imports(path: Path) -> set[str]:
    """Give the modules of the package that a module imports, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{alias.name}"
                if (ROOT / node.module.replace(".", "/") / f"{alias.name}.py").exists()
                or (ROOT / node.module.replace(".", "/") / alias.name).is_dir()
                else node.module
                for alias in node.names
            }
    return {name for name in found if name.split(".")[0] == "kpilib"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_stands_on_a_floor(path: Path) -> None:
    """A room that the architecture page does not know is no room."""
    assert room_of(name_of(path)) is not None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    """No module imports from a floor above its own, nor from another room of its floor."""
    own = room_of(name_of(path))
    assert own is not None
    for target in imports(path):
        other = room_of(target)
        assert other is not None, target
        if target == "kpilib" and own[1].startswith(("commands", "testing")):
            continue  # commands call the public names, which are loaded when used
        if "TYPE_CHECKING" in path.read_text("utf-8") and other[0] >= own[0] and other != own:
            assert only_for_types(path, target), f"{name_of(path)} imports {target}"
            continue
        assert other[0] < own[0] or other == own, f"{name_of(path)} imports {target}"


def only_for_types(path: Path, target: str) -> bool:
    """Say whether an import stands under ``if TYPE_CHECKING`` only."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    return f"'{target}'" not in ast.dump(tree)


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
