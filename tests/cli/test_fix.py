"""`validate --fix`: one right remedy, at its place, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib import read
from kpilib.commands import main
from kpilib.project.fixes.edits import Edit, applied
from tests.conftest import BASE, indicator, lay

MESSY = (
    "\ufeff# the first\r\n"
    "- title: \u201cContacts received\u201d   \r\n"
    "  ref: 'A 1'\n"
    "  # who owns it\r\n"
    "  owner: ann # behind\r\n"
    "  area: mash\r\n"
    "  measure: flow\r\n"
    "  unit: count\r\n"
    "  polarty: low is good\r\n"
    "  notes: >-\r\n"
    "    Fewer\u00a0is good,\r\n"
    "    so it is judged.\r\n"
    "\r\n"
    "# the second\r\n"
    "- ref: B\r\n"
    "  title: Twice the contacts\r\n"
    "  area: mash\r\n"
    "  owner: ann\r\n"
    "  formula: 2 * [a 1] + [A #2]\r\n"
)
MENDED = (
    "# the first\r\n"
    "- ref: 'A 1'\r\n"
    '  title: "Contacts received"\r\n'
    "  area: mash\r\n"
    "  # who owns it\r\n"
    "  owner: ann # behind\r\n"
    "  unit: count\r\n"
    "  measure: flow\r\n"
    "  polarity: low is good\r\n"
    "  notes: >-\r\n"
    "    Fewer is good,\r\n"
    "    so it is judged.\r\n"
    "\r\n"
    "# the second\r\n"
    "- ref: B\r\n"
    "  title: Twice the contacts\r\n"
    "  area: mash\r\n"
    "  owner: ann\r\n"
    '  formula: "2 * [A 1] + [A #2]"\r\n'
)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def messy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with a messy file the working folder."""
    other = indicator('"A #2"', title="Other contacts")
    files = {**BASE, "indicators/a.yaml": MESSY, "indicators/b.yaml": other}
    monkeypatch.chdir(lay(tmp_path, files))
    return tmp_path / "indicators" / "a.yaml"


def test_what_has_one_right_remedy_is_mended(messy: Path, capsys: Capture) -> None:
    """Mark, line ends, quotes, spaces, key, ref, quoting, order of keys; comments stay."""
    assert main(["validate"]) == 1
    assert main(["validate", "--fix"]) == 0
    captured = capsys.readouterr()
    assert messy.read_bytes().decode() == MENDED
    assert captured.out.endswith("no findings; checked 3 indicators in 7 files\n")
    assert captured.err.startswith("mended indicators/a.yaml\n")
    before = messy.stat().st_mtime_ns
    assert main(["validate", "--fix"]) == 0
    assert messy.stat().st_mtime_ns == before


def test_diff_shows_and_writes_nothing(messy: Path, capsys: Capture) -> None:
    """The remedies of one pass as a unified diff, exit 1 while there are any."""
    assert main(["validate", "--diff"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("--- a/indicators/a.yaml\n+++ b/indicators/a.yaml\n")
    assert "+  polarity: low is good" in out
    assert messy.read_bytes().decode() == MESSY
    main(["validate", "--fix"])
    capsys.readouterr()
    assert main(["validate", "--diff"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "text",
    [
        indicator("A") + "  polarty: high is good\n  polarity: low is good\n  notes: x\n",
        indicator("A") + "  wibble: 3\n",
        indicator("AB") + indicator("AC") + indicator("X", formula='"[AD] + 1"'),
        indicator("A 1") + indicator("a1") + indicator("X", formula='"[A1] + 1"'),
        "- {title: x, ref: A, area: mash, owner: ann, unit: count, measure: flow}\n",
        "- title: x\n  ref: A\n  owner: ann\n  area: mash\n  unit: count\n  measure: flow",
        indicator("A") + indicator("X", formula="coalesce([A], #1"),
        "- ref: A\n  owner: a: b\n  title: x\n",
    ],
)
def test_what_has_no_one_remedy_is_left(tmp_path: Path, text: str) -> None:
    """Two keys meant, nothing near, two refs near, one line, no last line end, not YAML."""
    path = lay(tmp_path, {**BASE, "indicators/a.yaml": text}) / "indicators" / "a.yaml"
    main(["validate", "--fix", "--project", str(tmp_path)])
    assert path.read_text("utf-8") == text


def test_a_file_that_cannot_be_written_ends_with_2(
    messy: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence; the file is as it was."""
    from kpilib.values import atomic

    def refuse(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "write", refuse)
    assert main(["validate", "--fix"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert messy.read_bytes().decode() == MESSY


KEYS = ["ref", "title", "area", "owner", "unit", "measure", "decimals", "notes", "because"]


@given(st.permutations(KEYS), st.booleans(), st.integers(0, 3))
def test_ordering_keys_changes_no_meaning(
    tmp_path_factory: pytest.TempPathFactory, keys: list[str], comments: bool, blanks: int
) -> None:
    """Whatever the order, the specs say the same afterwards, and a second run does nothing."""
    values = {
        "ref": "A", "title": "Contacts", "area": "mash", "owner": "ann", "unit": "count",
        "measure": "flow", "decimals": "1", "notes": ">-\n    x\n    y", "because": "z",
    }  # fmt: skip
    text = ""
    for place, key in enumerate(keys):
        if comments and place:
            text += f"  # about {key}\n"
        text += f"{'  ' if place else '- '}{key}: {values[key]}\n"
    text += "\n" * blanks + indicator("B", title="Other")
    folder = lay(tmp_path_factory.mktemp("p"), {**BASE, "indicators/a.yaml": text})
    before = read(folder).catalogue
    main(["validate", "--fix", "--project", str(folder)])
    after = (folder / "indicators" / "a.yaml").read_text("utf-8")
    assert dict(read(folder).catalogue.indicators) == dict(before.indicators)
    assert sorted(after.replace("- ", "  ").split("\n")) == sorted(
        text.replace("- ", "  ").split("\n")
    )
    found = [line.strip().removeprefix("- ").split(":")[0] for line in after.split("\n")]
    assert [key for key in found if key in KEYS][: len(KEYS)] == KEYS


@given(st.text("abc", max_size=12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4),
                                                       st.text("xyz", max_size=3))))  # fmt: skip
def test_edits_never_touch_what_they_do_not_name(
    text: str, drawn: list[tuple[int, int, str]]
) -> None:
    """What lies outside every stretch is still there, in order."""
    edits = [Edit(min(a, len(text)), min(a + n, len(text)), new) for a, n, new in drawn]
    kept = [c for place, c in enumerate(text) if not any(e.first <= place < e.end for e in edits)]
    result = iter(applied(text, edits))
    assert all(character in result for character in kept)


_REST = "  area: mash\n  owner: ann\n  unit: count\n  measure: flow\n"


@pytest.mark.parametrize(
    "text",
    [
        f"-\n  title: A-B\n  ref: X-1\n{_REST}",
        f"- # a-b\n  title: A B\n  ref: X-1\n{_REST}",
        "- {\n  title: A-b,\n  ref: X1, area: mash, owner: ann,\n  unit: count, measure: flow}\n",
        f"- title: A\n{_REST}  notes: |\n    text\n    # no comment\n  ref: X\n",
        f'- title: "A\n    # more"\n  ref: X\n{_REST}',
        f"- ref: X\n  title: \u2018Mother\u2019s contacts\u2019\n{_REST}",
        f"- ref: X\n  title: \u201cContacts\u201d received\n{_REST}",
        f"- ref: X\n  title: Ratio:\u00a01 to 2\n{_REST}",
        f"- ref: X\n  title: A\u00a0#1 B\n{_REST}",
        f"- ref: X\n  title: A\n{_REST}  notes: |\n    one  \n    two\n",
        f"- ref: X\n  title: A\n{_REST}  checks:\n    - expect: '[X] >= 0'\n      expct: x\n",
    ],
)
def test_a_remedy_that_would_change_what_is_said_is_not_written(tmp_path: Path, text: str) -> None:
    """Dashes alone, flow mappings, hashes in texts, quotes within quotes, spaces that count."""
    path = lay(tmp_path, {**BASE, "indicators/a.yaml": text}) / "indicators" / "a.yaml"
    before = read(tmp_path)
    main(["validate", "--fix", "--project", str(tmp_path)])
    after = read(tmp_path)
    assert dict(after.catalogue.indicators) == dict(before.catalogue.indicators)
    errors = [[f.code for f in p.findings if f.severity == "error"] for p in (before, after)]
    assert errors[0] == errors[1]
    assert path.read_text("utf-8").count("\n") == text.count("\n")
