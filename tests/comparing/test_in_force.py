"""What counts as a change of a definition: what is bound, not how it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import kpilib
from kpilib.commands import main
from kpilib.figures.difference.comparison import Comparison, compare
from kpilib.figures.difference.side import Side
from kpilib.language.sameness import same_formula
from tests.comparing.test_diff import commit, git
from tests.conftest import BASE, indicator, lay, observed

Capture = pytest.CaptureFixture[str]
Files = dict[str, str | bytes]
DATASET = "specs/d/dataset.yaml"
COLUMNS = (
    "dataset: d\ntitle: Example\nwindow: 3\ncolumns:\n"
    "  - {id: m, heading: Change, formula: change(value)}\n"
    "  - {id: eng, heading: England, comparator: england}\n"
)
ROWS = (
    indicator("A") + indicator("B") + indicator("P", formula='"percent([A], [B])"')
    + indicator("S", formula='"[A] + [B]"')
    + indicator("R", formula='"rate([A])"', denominator="children")
    + indicator("C", formula='"change([A])"') + indicator("M", formula='"mean([A])"')
    + indicator("D")
)  # fmt: skip
WRITTEN_OUT = (
    indicator("B", decimals=0, polarity="neither") + indicator("A", title='"Title of A"')
    + indicator("P", formula='"percent( [A] , [B] )"', unit="percent")
    + indicator("S", formula='"([A] + [B])"', unit="count", measure="flow")
    + indicator("R", formula='"rate([A])"', denominator="children", per=10000, unit="rate")
    + indicator("C", formula='"change([A], months=1)"', unit="percent")
    + indicator("M", formula='"mean([A], 12)"') + indicator("D")
)  # fmt: skip


@pytest.fixture
def compared(tmp_path: Path) -> Callable[[Files, Files], Comparison]:
    """Compare two sets of files, each laid over a small project with eight indicators."""

    def made(before: Files, after: Files) -> Comparison:
        sides = []
        common: Files = dict(BASE) | {
            "indicators/a.yaml": ROWS,
            "specs/d/observations/a.csv": observed(A="10 20 30", B="40 40 50"),
            DATASET: COLUMNS,
        }
        for name, files in (("before", before), ("after", after)):
            project = kpilib.read(lay(tmp_path / name, common | files))
            assert not [one for one in project.findings if one.severity == "error"]
            sides.append(Side.of(project, project.dataset()))
        return compare(*sides)

    return made


Compared = Callable[[Files, Files], Comparison]


def rows(text: str) -> Files:
    return {"indicators/a.yaml": text}


def edited(ref: str, **keys: object) -> Files:
    """Give the indicators with other keys of one of them."""
    kept = [one for one in ROWS.split("- ref: ") if one and not one.startswith(f"{ref}\n")]
    return rows("".join(f"- ref: {one}" for one in kept) + indicator(ref, **keys))


def told(found: Comparison) -> list[tuple[str, str | None]]:
    """Give every change in words with the label of its series."""
    return [(str(one), found.labels.get(one.name)) for one in found.changes]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("indicators", ROWS, WRITTEN_OUT),
        (DATASET, COLUMNS, COLUMNS.replace("change(value)", "'(change(value, months=1))'")),
        (DATASET, COLUMNS, COLUMNS.replace(
            "window: 3\n",
            "window: 3\nyear_starts: 4\ngeography: local\nrounding: half up\nlocale: en-GB\n"
            "change: {basis: exact, threshold: 10.0, decided_on: rounded}\n"
            "empty_cells: {not reported: not reported}\n",
        )),
        (DATASET, COLUMNS, f"{COLUMNS}rows: [D, M, C, R, S, P, B, A]\n"),
        (DATASET, f"{COLUMNS}rows: [A, P]\n",
         f"{COLUMNS}rows: [P, {{ref: A, columns: [eng, m], polarity: neither}}]\n"),
        ("specs/denominators.yaml", BASE["specs/denominators.yaml"],
         BASE["specs/denominators.yaml"].replace("20000", "20000.0, geography: local")),
        ("specs/d/observations/a.csv", observed(A="10 20 30", B="40 40 50"),
         observed(A="10.0 20 30.00", B="40 40 50")),
    ],
)  # fmt: skip
def test_what_is_in_force_already_is_no_change(
    compared: Compared, name: str, before: str, after: str
) -> None:
    """Written out or left out again: nothing changed, and nothing is left over for a changelog."""
    name = name if "/" in name else "indicators/a.yaml"
    assert compared({name: before}, {name: after}).changes == ()
    assert compared({name: after}, {name: before}).changes == ()


@pytest.mark.parametrize(
    ("ref", "keys", "change", "label"),
    [
        ("D", {"unit": "money"}, "D, unit: count to money", "new series"),
        ("D", {"measure": "stock"}, "D, measure: flow to stock", "new series"),
        ("A", {"breaks": "[2016-02]"}, "A, breaks: none to 2016-02", "new series"),
        # its unit is inferred on both sides, and another one
        ("P", {"formula": '"rate([A])"', "denominator": "children"},
         "P, formula: percent([A], [B]) to rate([A])", "new series"),
        ("P", {"formula": '"percent([B], [A])"'},
         "P, formula: percent([A], [B]) to percent([B], [A])", "restated series"),
        # the order of operands is another formula, although no figure moves
        ("S", {"formula": '"[B] + [A]"'}, "S, formula: [A] + [B] to [B] + [A]", "same series"),
        ("C", {"formula": '"change([A], 2)"'},
         "C, formula: change([A]) to change([A], 2)", "restated series"),
        ("M", {"formula": '"mean([P])"'}, "M, formula: mean([A]) to mean([P])", "new series"),
        ("R", {"formula": '"rate([A])"', "denominator": "children", "per": 1000},
         "R, per: 10000 to 1000", "restated series"),
        ("S", {"formula": '"[A] + [B]"', "decimals": 1}, "S, decimals: 0 to 1", "same series"),
        ("S", {"formula": '"[A] + [B]"', "notes": "a note"}, "S, notes: none to a note",
         "words only"),
    ],
)  # fmt: skip
def test_what_is_bound_otherwise_is_a_change(
    compared: Compared, ref: str, keys: dict[str, object], change: str, label: str
) -> None:
    """Each is told once, and its label follows unit, measure and breaks in force, then figures."""
    found = [one for one in told(compared({}, edited(ref, **keys))) if one[0] == change]
    assert found == [(change, label)]


def test_a_unit_that_is_removed_names_the_one_that_is_inferred(compared: Compared) -> None:
    """Both texts are what is in force, whether it stands in the file or not."""
    written = edited("S", formula='"[A] + [B]"', unit="count", measure="flow")
    other = edited("S", formula='"percent([A], [B])"')
    assert [one for one, _ in told(compared(written, other))] == [
        "S, unit: count to percent", "S, measure: flow to ratio",
        "S, formula: [A] + [B] to percent([A], [B])",
    ]  # fmt: skip


def test_a_break_that_holds_already_is_no_new_series(compared: Compared) -> None:
    """S has the break of A; to name it in S too changes nothing, in whatever order."""
    with_break = ROWS.replace("- ref: A\n", "- ref: A\n  breaks: [2016-03, 2016-02]\n")
    formula = 'formula: "[A] + [B]"\n'
    also = with_break.replace(formula, f"{formula}  breaks: [2016-02]\n")
    assert compared(rows(with_break), rows(also)).changes == ()
    turned = with_break.replace("[2016-03, 2016-02]", "[2016-02, 2016-03]")
    assert compared(rows(with_break), rows(turned)).changes == ()
    more = with_break.replace(formula, f"{formula}  breaks: [2016-01]\n")
    assert told(compared(rows(with_break), rows(more))) == [
        ("S, breaks: 2016-02, 2016-03 to 2016-01, 2016-02, 2016-03", "new series")
    ]


def test_a_rename_is_one_although_its_unit_was_written_out(compared: Compared) -> None:
    """What went and what came are alike in the unit and the measure in force."""
    new = indicator("S2", title="Title of S", formula='"[A] + [B]"', unit="count", measure="flow")
    kept = ROWS.replace(indicator("S", formula='"[A] + [B]"'), new)
    assert [one.action for one in compared({}, rows(kept)).changes] == ["renamed"]


def test_a_formula_is_tried_with_the_type_that_it_needs(compared: Compared) -> None:
    """A row that reads only itself states its unit, which was in force already."""
    before = edited("S", formula='"[A] + [B]"')
    after = edited("S", formula='"coalesce(previous([S]), 5)"', unit="count", measure="flow")
    threshold = COLUMNS.replace("columns:", "change: {threshold: 5}\ncolumns:")
    found = compared(before, {**after, DATASET: threshold})
    assert [one.key for one in found.changes] == ["formula", "change threshold"]
    causes = {one.causes for one in found.moved if one.column.startswith("2016")}
    assert causes == {(0,)}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("[A] + [B] - [C]", "([A] + [B]) - [C]", True),
        ("[A] - [B] - [C]", "[A] - ([B] - [C])", False),
        ("[A] * [B] / 2", "(([A] * [B])) / 2.0", True),
        ("[A] + [B] * 2", "([A] + [B]) * 2", False),
        ("-[A] + [B]", "-([A] + [B])", False),
        ("[A] + [B] <= [C]", "([A] + [B]) <= ([C])", True),
        ("mean([A])", "mean([A], at_least=1, months=12)", True),
        ("mean([A])", "mean([A], 12, 2)", False),
        ("mean([A])", "median([A])", False),
        ("coalesce([A], 0)", "coalesce([A], 0.0)", True),
        ("coalesce([A], 0)", "coalesce([A], 0, 0)", False),
        ("mean(change([A]))", "mean(change([A], points=false), 12)", True),
        ("nothing([A])", "nothing( [A])", True),
        ("mean([A], 0)", "mean( [A],0 )", True),
        ("[A] +", "[A]  +", True),
        ("[A] + $", "[A]  + $", False),
        (None, None, True),
        (None, "[A]", False),
    ],
)
def test_formulas_are_the_same_where_they_bind_alike(
    a: str | None, b: str | None, same: bool
) -> None:
    """Brackets, spaces, zeros and defaults say nothing; what cannot be read goes by its words."""
    assert same_formula(a, b) is same
    assert same_formula(b, a) is same


def test_refs_may_have_other_names() -> None:
    """Refs are renamed wherever they stand, and only those of the first formula."""
    assert same_formula("mean([A]) + [B]", "mean([N]) + [B]", {"A": "N"})
    assert same_formula("[A] - [B]", "[B] - [A]", {"A": "B", "B": "A"})
    assert not same_formula("[A]", "[A]", {"A": "N"})


def test_reasons_are_asked_for_what_is_bound_otherwise(tmp_path: Path, capsys: Capture) -> None:
    """`validate --base`: nothing for what was in force, nor for what another edit brings."""
    files: Files = dict(BASE) | {"kpilib.toml": "require_because = true\n"} | rows(ROWS)
    lay(tmp_path, files)
    git(tmp_path, "init", "-q")
    commit(tmp_path)

    def asked(text: str) -> list[str]:
        lay(tmp_path, rows(text))
        at = ["--project", str(tmp_path), "--base", "HEAD", "--select", "KPI513"]
        main(["validate", *at, "--format", "concise"])
        return [
            line.split(": ", 1)[1]
            for line in capsys.readouterr().out.splitlines()
            if "KPI513" in line
        ]

    assert asked(WRITTEN_OUT) == []
    assert asked(ROWS) == []
    (only,) = asked(ROWS.replace("unit: count", "unit: money", 1))
    assert "`unit` of `A` changed" in only
    renamed = ROWS.replace("[A]", "[N]").replace("- ref: A\n", "- ref: N\n")
    assert asked(renamed) == []
    (only,) = asked(ROWS.replace("[A] + [B]", "[B] + [A]"))
    assert "`formula` of `S` changed" in only


def test_rows_that_one_side_cannot_work_out_are_known_without_its_findings(tmp_path: Path) -> None:
    """Whoever compares two sides in code need not give them."""
    sides = []
    for name, formula in (("a", '"[A] * 2"'), ("b", '"[A] * [Q]"')):
        files = dict(BASE) | {
            "indicators/a.yaml": indicator("A") + indicator("B", formula=formula),
            "specs/d/observations/a.csv": observed(A="1 2"),
        }
        project = kpilib.read(lay(tmp_path / name, files))
        sides.append(Side.of(project, project.dataset()))
    found = compare(*sides)
    assert found.not_compared == ("B",)
    assert found.moved == ()
