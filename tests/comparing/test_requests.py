"""Around a pull request: reasons, changelog entries, owners, impact, comments."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import kpilib
from kpilib.commands import main
from kpilib.figures.difference.comparison import Comparison, compare
from kpilib.figures.difference.side import Side
from kpilib.publications.difference.as_markdown import to_markdown
from tests.comparing.test_diff import (  # noqa: F401
    after,
    commit,
    edit,
    git,
    repository,
    shipped_repository,
)
from tests.conftest import BASE, Make, indicator, lay, observed

Capture = pytest.CaptureFixture[str]


def test_a_changed_definition_needs_a_reason(repository: Path, capsys: Capture) -> None:  # noqa: F811
    """Where the project asks for it: a new `because`, or a new line of the changelog."""
    lay(repository, {"kpilib.toml": "require_because = true\n", "CHANGELOG.md": "# Changes\n"})
    commit(repository)
    git(repository, "branch", "base")
    edit(repository, "indicators/mash.yaml", after("M2-NI", "per: 1000"))
    assert main(["validate"]) == 0
    assert main(["validate", "--base", "base"]) == 1
    out = capsys.readouterr().out
    assert "KPI513" in out
    assert "`per` of `M2-NI` changed, and nothing says why" in out
    for line, code in (("- M2-NIX: no\n", 1), ("- M2-NI is per 1,000 from now on\n", 0)):
        lay(repository, {"CHANGELOG.md": f"# Changes\n{line}"})
        assert main(["validate", "--base", "base"]) == code, line
    lay(repository, {"CHANGELOG.md": "# Changes\n"})
    edit(repository, "indicators/mash.yaml", after("M2-NI", "because: the region asks for it"))
    assert main(["validate", "--base", "base"]) == 0
    assert main(["validate", "--base", "nowhere"]) == 2
    lay(repository, {"kpilib.toml": ""})
    edit(repository, "indicators/mash.yaml", ("\n  because: the region asks for it", ""))
    assert main(["validate", "--base", "base"]) == 0


def test_a_changelog_entry_is_drafted(repository: Path, capsys: Capture) -> None:  # noqa: F811
    """A line a definition, with its month and reason where they are given."""
    edit(
        repository, "indicators/mash.yaml", after("M2-NI", "per: 1000\n  because: the region asks"),
        after("M4", "breaks: [2016-08]"),
    )  # fmt: skip
    edit(repository, "specs/denominators.yaml", ("49209", "48456"))
    assert main(["diff", "HEAD", "--format", "changelog"]) == 0
    text = capsys.readouterr().out.replace("\\", "")
    assert "- Definitions: M2-NI (per 10000 to 1000), from Sep 16, because the region asks." in text
    assert "- Definitions: M4 (breaks none to 2016-08), from Aug 16, because ...." in text
    assert "- Denominators: denominator children-0-17, value of 2016-09: 49209 to 48456." in text
    assert main(["diff", "HEAD", "HEAD", "--format", "changelog"]) == 0
    assert capsys.readouterr().out == "- Nothing that concerns figures.\n"


def test_owners_come_from_the_registers(make: Make, capsys: Capture) -> None:
    """Each file has the owners of its indicators."""
    people = "people: {ann: {name: Ann Lee, github: annlee}}\n"
    project = make(indicator("A"), **{"specs/people.yaml": people})
    assert main(["owners", "--project", str(project.root)]) == 0
    assert "/indicators/a.yaml @annlee" in capsys.readouterr().out


def test_impact_and_graph(make: Make, capsys: Capture) -> None:
    """Downstream of a row, a population, a person; labels are labels whatever they hold."""
    rows = (
        indicator("A") + indicator("B") + indicator("S", formula='"[A] + [B]"')
        + indicator("R", formula='"rate([S])"', denominator="children")
        + indicator("'x\" click'")
    )  # fmt: skip
    columns = "columns:\n  - {id: share, heading: Share, formula: '[A]'}\n"
    project = make(rows, **{"specs/d/dataset.yaml": f"dataset: d\ntitle: D\nwindow: 2\n{columns}"})
    at = ["--project", str(project.root)]
    assert main(["impact", "A", "--format", "json", *at]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["direct"], found["beyond"], found["columns"]) == (["A"], ["S", "R"], ["share"])
    assert found["cells"] == {"d": 11}
    assert main(["impact", "children", *at]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "denominator children", "indicators: R", "read by: no other indicator",
        "printed in d: 3 cells of a report",
    ]  # fmt: skip
    assert main(["impact", "ann", *at]) == 0
    assert "indicators: A, B, S, R" in capsys.readouterr().out
    assert main(["impact", "mash", "--format", "dot", *at]) == 0
    assert 'label="x\\" click"' in capsys.readouterr().out
    assert main(["graph", *at]) == 0
    assert '  n0["A"]' in capsys.readouterr().out
    assert main(["impact", "mash", "--format", "mermaid", *at]) == 0
    assert '["x#34; click"]' in capsys.readouterr().out
    assert main(["graph", "--format", "json", *at]) == 0
    edges = json.loads(capsys.readouterr().out)["edges"]
    assert {"source": "children", "target": "R", "how": "divides by"} in edges
    assert main(["impact", "childen", *at]) == 2
    assert "did you mean `children`?" in capsys.readouterr().err


def test_a_comment_stays_below_the_limit(tmp_path: Path) -> None:
    """Tens of thousands of figures: the first ones in sight, others folded, the rest counted."""
    rows = "".join(indicator(f"A{n:03}") for n in range(400))
    series = observed(**{f"A{n:03}": "10 20 30" for n in range(400)})
    old = lay(
        tmp_path / "old",
        dict(BASE) | {"indicators/a.yaml": rows, "specs/d/observations/a.csv": series},
    )
    new = lay(
        tmp_path / "new",
        dict(BASE) | {
            "indicators/a.yaml": rows,
            "specs/d/observations/a.csv": series.replace("0\n", "1\n").replace("31\n", "30\n"),
        },
    )  # fmt: skip
    found = compared(old, new)
    assert len(found.moved) == 800
    text = to_markdown(found)
    assert len(text) < 65_536
    shown = text.count("\n| A")
    hundreds = found._replace(moved=found.moved * 10)
    long = to_markdown(hundreds)
    assert len(long) < 65_536
    assert "figures are left out here" in long
    assert shown == 800
    assert "and 300 more changes" in text


def compared(old: Path, new: Path) -> Comparison:
    one, two = kpilib.read(old), kpilib.read(new)
    return compare(Side.of(one, one.dataset()), Side.of(two, two.dataset()))


def test_what_a_spec_holds_stays_text_in_a_comment(tmp_path: Path) -> None:
    """Titles made of markup, links and mentions are shown, never obeyed."""
    evil = "'<img src=x onerror=alert(1)> | [x](http://evil) ](y @all'"
    old = lay(tmp_path / "old", dict(BASE) | {"indicators/a.yaml": indicator("A"),
              "specs/d/observations/a.csv": observed(A="1 2")})  # fmt: skip
    new = lay(tmp_path / "new", dict(BASE) | {"indicators/a.yaml": indicator("A", title=evil),
              "specs/d/observations/a.csv": observed(A="1 3")})  # fmt: skip
    text = to_markdown(compared(old, new))
    assert "\\<img" in text
    assert not re.search(r"(?<!\\)[\[\]|]\(|(?<!\\)<(?!!--)", text)
