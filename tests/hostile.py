"""Specs of strangers: what each case writes, and which codes have to come of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.conftest import BASE, indicator, lay


def _spec(text: str | bytes) -> Callable[[Path], None]:
    return lambda folder: _write(folder, {"indicators/x.yaml": text})


def _write(folder: Path, files: dict[str, str | bytes]) -> None:
    lay(folder, {**BASE, "indicators/a.yaml": indicator("A"), **files})


def _fifo(folder: Path) -> None:
    _write(folder, {})
    os.mkfifo(folder / "indicators" / "x.yaml")


def _folder(folder: Path) -> None:
    _write(folder, {})
    (folder / "indicators" / "x.yaml").mkdir()


def _link(folder: Path) -> None:
    _write(folder, {})
    (folder.parent / "secret.yaml").write_text("- ref: topsecret\n")
    os.symlink(folder.parent / "secret.yaml", folder / "indicators" / "x.yaml")


def _linked_folder(folder: Path) -> None:
    lay(folder, {name: text for name, text in BASE.items() if name != "specs/d/dataset.yaml"})
    lay(folder.parent / "elsewhere", {"a.yaml": "- ref: topsecret\n"})
    os.symlink(folder.parent / "elsewhere", folder / "indicators")


def _gone(folder: Path) -> None:
    _write(folder, {})
    os.symlink(folder / "nothing.yaml", folder / "indicators" / "x.yaml")


def formula(text: str) -> str:
    return indicator("X", formula=f"'{text}'", denominator="children")


def _halves(rest: str, read: Callable[[int], str]) -> Callable[[Path], None]:
    """Write 10,000 formulas into two files, each of which is small enough."""
    rows = [indicator(f"C{n}", formula=f"'[{read(n)}] {rest}'") for n in range(10_000)]
    files: dict[str, str | bytes] = {
        "indicators/x.yaml": "".join(rows[:5_000]), "indicators/y.yaml": "".join(rows[5_000:]),
    }  # fmt: skip
    return lambda folder: _write(folder, files)


_LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
_WINDOWS = "mean(" * 60 + "[A]" + ", months=120)" * 60
_SQUARES = indicator("Q0", formula="'[A] / [A] * 9'") + "".join(
    indicator(f"Q{n}", formula=f"'[Q{n - 1}] * [Q{n - 1}]'", checks=f'[{{expect: "[Q{n}] > 0"}}]')
    for n in range(1, 60)
)
#: name, what it writes, the codes that have to be among the findings
CASES: tuple[tuple[str, Callable[[Path], None], set[str]], ...] = (
    ("100,000 nested brackets", _spec("[" * 100_000), {"KPI106"}),
    ("100,000 nested braces", _spec("{a: " * 100_000), {"KPI106"}),
    ("a million dashes", _spec("- " * 1_000_000), {"KPI106"}),
    ("billion laughs", _spec(_LAUGHS), {"KPI107"}),
    ("a scalar of 50 MB", _spec("- ref: " + "x" * 50_000_000), {"KPI106"}),
    ("a scalar of 3 MB", _spec("- ref: " + "x" * 3_000_000), {"KPI106"}),
    ("a million values", _spec("- [" + "1, " * 999_000 + "1]"), {"KPI106"}),
    ("a python object", _spec("- !!python/object/apply:os.system [ls]"), {"KPI107"}),
    ("powers", _spec(formula("9**9**9")), {"KPI301"}),
    ("a number of 31 digits", _spec(formula("9" * 31)), {"KPI301"}),
    ("products of large numbers", _spec(formula(" * ".join(["9" * 30] * 600))), set()),
    ("a formula of 20,001 characters", _spec(formula("[A]" + " " * 19_998)), {"KPI301"}),
    ("a formula of 2,001 parts", _spec(formula("+".join(["[A]"] * 1001))), {"KPI301"}),
    ("101 brackets", _spec(formula("(" * 101 + "[A]" + ")" * 101)), {"KPI301"}),
    ("windows over windows", _spec(formula(_WINDOWS)), {"KPI303"}),
    ("squares of squares", lambda folder: _write(
        folder, {"indicators/x.yaml": _SQUARES,
                 "specs/d/observations/a.csv": "ref,period,value\nA,2016-01,7\n"}), set()),
    ("a chain of 10,000", _halves("+ 1", lambda n: f"C{n - 1}" if n else "A"), set()),
    ("a circle of 10,000", _halves("+ 1", lambda n: f"C{(n + 1) % 10_000}"), {"KPI306"}),
    ("60 diamonds", _spec("".join(
        indicator(f"D{n}", formula=f"'[{f'D{n - 1}' if n else 'A'}] + [A]'")
        for n in range(60))), set()),
    ("10,000 unknown refs", _halves("+ 1", lambda n: f"V{n}"), {"KPI201"}),
    ("a pipe", _fifo, {"KPI109"}),
    ("a folder named x.yaml", _folder, set()),
    ("a link to a secret", _link, {"KPI109"}),
    ("a linked folder", _linked_folder, {"KPI109"}),
    ("a link to nothing", _gone, {"KPI109"}),
    ("a CSV row without end", lambda folder: _write(
        folder, {"specs/d/observations/a.csv": 'ref,period,value\n"' + "x" * 3_000_000}),
        {"KPI401"}),
    ("10,000 rows with open quotes", lambda folder: _write(
        folder, {"specs/d/observations/a.csv": 'ref,period,value\n' + 'A,"2016-01,1\n' * 10_000}),
        {"KPI401"}),
    ("a title of 100,000 words", _spec(indicator("T", title="word " * 19_000)), set()),
    ("bytes", _spec(bytes(range(256)) * 2000), {"KPI101"}),
    ("dashes and one accent", _spec("- ref: é\n  notes: |\n    x" + " -" * 45_000), set()),
    ("spaces within a line", _spec("- ref: é\n  notes: x" + " " * 90_000 + "y"), set()),
)  # fmt: skip
