"""Reading specs: every fault at its place, in one run, and the rest read all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kpilib
from kpilib import Finding, SpecError, UsageError, load, read, validate
from kpilib.project.validation import read_at
from kpilib.project.yaml.yaml_reader import read_yaml
from tests.conftest import BASE, Make, indicator, lay, observed


def said(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{f.span} {f.code}" for f in findings]


def test_five_faults_in_five_places_are_found_in_one_run(make: Make) -> None:
    """A wrong ref, a cycle of three, a count plus a percent, a key twice, an unknown owner."""
    project = make(
        indicator("M1")
        + indicator("M2", owner="anne")
        + indicator("M3", formula='"percent([M9], [M1])"')
        + indicator("C1", formula='"[C2] + 1"')
        + indicator("C2", formula='"[C3] + 1"')
        + indicator("C3", formula='"[C1] + 1"')
        + indicator("P1", formula='"percent([M1], [M1]) + [M1]"')
        + indicator("K1")
        + "  unit: percent\n"
    )
    assert said(project.findings) == [
        "indicators/a.yaml:10:10 KPI204",
        "indicators/a.yaml:17:21 KPI201",
        "indicators/a.yaml:22:12 KPI306",
        "indicators/a.yaml:37:35 KPI304",
        "indicators/a.yaml:44:3 KPI103",
    ]
    hints = {finding.code: finding.hint for finding in project.findings}
    assert hints["KPI204"] == "did you mean `ann`?"
    assert hints["KPI201"] == "did you mean [M1]?"
    cycle = next(f.message for f in project.findings if f.code == "KPI306")
    assert cycle.endswith("C1 -> C2 -> C3 -> C1")


def test_a_ref_in_a_plain_formula_has_its_columns(make: Make) -> None:
    """The place of `[M9]` holds its brackets, end exclusive."""
    found = make(indicator("M1") + indicator("M3", formula="percent([M9], [M1])")).findings
    assert len(found) == 1
    span = found[0].span
    assert (span.line, span.column, span.end_line, span.end_column) == (11, 20, 11, 24)
    assert found[0].ref == "M3"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("decimals: 010", "KPI106", "7:13"),
        ("decimals: 1e3", "KPI106", "7:13"),
        ("decimals: 1_0", "KPI106", "7:13"),
        ('decimals: "1"', "KPI106", "7:13"),
        ("decimals: .inf", "KPI106", "7:13"),
        ("decimals: 7", "KPI106", "7:13"),
        ("decimals:", "KPI106", "7:12"),
        ("notes: ~", "KPI106", "7:10"),
        ("notes: null", "KPI106", "7:10"),
        ("polarity: high is god", "KPI106", "7:13"),
        ("introduced: 2016-13", "KPI106", "7:15"),
        ("introduced: Aug 16", "KPI106", "7:15"),
        ("breaks: 2016-10", "KPI106", "7:11"),
        ("part_of: [A]", "KPI106", "7:12"),
        ("checks: [x]", "KPI106", "7:12"),
        ("checks:\n    - {because: x}", "KPI105", "8:7"),
        ("allow: [KPI503]", "KPI106", "7:10"),
        ("colour: red", "KPI104", "7:3"),
        ("notes: &a x", "KPI107", "7:10"),
        ("notes: *a", "KPI107", "7:10"),
        ("notes: !!str x", "KPI107", "7:10"),
        ("<<: {notes: x}", "KPI107", "7:3"),
        ("notes: a\u202eb", "KPI108", "7:11"),
        ("notes: a\u2028b", "KPI108", "7:11"),
        ("notes: a\x85b", "KPI108", "7:11"),
        ("notes: a: b", "KPI102", "7:11"),
        ("notes: [a] b", "KPI102", "7:14"),
        ("\tnotes: a", "KPI102", "7:"),
        ("checks:\n    - {expect: \"[A]\"}", "KPI301", "8:17"),
        ("checks:\n    - {expect: \"mean([A]) > 1\"}", "KPI307", "8:17"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named_at_its_place(
    make: Make, text: str, code: str, place: str
) -> None:
    """Numbers, words, dates, YAML and characters: one finding each, where it stands."""
    findings = make(indicator("A") + f"  {text}\n").findings
    assert code in [finding.code for finding in findings]
    first = next(finding for finding in findings if finding.code == code)
    assert str(first.span).startswith(f"indicators/a.yaml:{place}"), first.span
    assert first.severity == "error"


def test_text_fields_take_the_characters_as_written(make: Make) -> None:
    """010 stays 010 and no stays no: a ref is text."""
    project = make(indicator("010", title="no"))
    assert project.findings == ()
    assert project.catalogue["010"].title == "no"


def test_a_file_of_windows_is_fine(make: Make) -> None:
    """CRLF throughout is no fault; a byte order mark in YAML is one."""
    text = indicator("A").replace("\n", "\r\n")
    assert make(text).findings == ()
    assert said(make("\ufeff" + text).findings) == ["indicators/a.yaml:1:1 KPI108"]


def test_a_broken_indicator_hides_no_other(make: Make) -> None:
    """Reading goes on at the next one; refs to the broken one are not called unknown."""
    broken = indicator("B", formula="[A] + 1")
    project = make(
        indicator("A") + broken + indicator("C", formula='"[B] + [A]"') + indicator("D", owner="x")
    )
    assert said(project.findings) == [
        "indicators/a.yaml:11:16 KPI102",
        "indicators/a.yaml:20:10 KPI204",
    ]
    assert set(project.catalogue.indicators) == {"A", "C", "D"}


def test_a_register_that_breaks_off_is_not_held_against_indicators(make: Make) -> None:
    """What a broken register lacks is not known, so nobody in it is unknown."""
    found = make(indicator("A"), **{"specs/people.yaml": "people: {ann: {name: 'Ann}}\n"}).findings
    assert [finding.code for finding in found] == ["KPI102"]


def test_files_that_mean_nothing_are_named(make: Make) -> None:
    """A .yml, an unknown .yaml, and a link are findings; sub-folders are left alone."""
    project = make(
        indicator("A"),
        **{
            "indicators/b.yml": "",
            "indicators/old/x.yaml": "a: b: c",
            "specs/peeple.yaml": "",
            "specs/d/commentary/Sep 16.yaml": "commentary: {A: x}\n",
            "specs/d/x.yaml": "",
            "specs/e/notes.yaml": "",
        },
    )
    assert [(f.span.file, f.code) for f in project.findings] == [
        ("indicators/b.yml", "KPI109"),
        ("specs/d/commentary/Sep 16.yaml", "KPI106"),
        ("specs/d/x.yaml", "KPI109"),
        ("specs/e/notes.yaml", "KPI109"),
        ("specs/peeple.yaml", "KPI109"),
    ]


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    """A link to a secret is not read, and a pipe does not block."""
    lay(tmp_path / "p", {**BASE, "indicators/a.yaml": indicator("A")})
    (tmp_path / "secret").write_text("- ref: topsecret\n")
    os.symlink(tmp_path / "secret", tmp_path / "p" / "indicators" / "b.yaml")
    os.mkfifo(tmp_path / "p" / "indicators" / "c.yaml")
    findings = read(tmp_path / "p").findings
    assert [(f.span.file, f.code) for f in findings] == [
        ("indicators/b.yaml", "KPI109"), ("indicators/c.yaml", "KPI109"),
    ]  # fmt: skip
    assert "topsecret" not in str(findings)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "- " * 5_000, "{a: " * 500, "a: &x [1]\nb: [*x, *x]", "- a\n---\n- b",
     "%YAML 9", "- ref: A\n  notes: " + "x" * 200_000, "- {" + "a: 1, " * 60_000 + "b: 2}",
     "\x00", "- ? a", "[[]]: 1", "- \n- \n", "null", "- 1", "a", "- [a]", "- {ref: }",
     "- {ref: [a]}", '- ref: "a\\qb"'],
)  # fmt: skip
def test_strange_files_give_findings(make: Make, text: str) -> None:
    """Depth, size, anchors, documents, nothing at all: said, and soon."""
    assert make(text).findings


@given(st.text(max_size=300))
def test_arbitrary_text_never_raises(text: str) -> None:
    """Any text at all is read, with findings whose places lie in the file."""
    document = read_yaml(text.encode("utf-8", "surrogatepass"), "x.yaml")
    lines = text.replace("\r\n", "\n").split("\n")
    for fault in document.faults:
        assert 1 <= fault.span.line <= len(lines) + 1


_PARTS = st.sampled_from(
    ("- ref: A\n", "  formula: ", "[A] + [B]", "percent([A], [B])", '"', "'", ": ", "#", "\n", "  ",
     "- ", "{", "}", "[", "]", "title: x\n", "\t", "&a ", "*a", "!x ", "|", ">", "---\n", "\r", "é",
     "ref: B\n", "unit: count\n", "decimals: 3\n", "checks:\n", "~", ",", "x" * 30)
)  # fmt: skip


@example(["  formula: ", "{", "{"], [])
@given(st.lists(_PARTS, max_size=30), st.lists(_PARTS, max_size=12))
def test_arbitrary_specs_never_raise(
    tmp_path_factory: pytest.TempPathFactory, indicators: list[str], dataset: list[str]
) -> None:
    """Whatever an indicators file and a dataset hold, reading gives a project."""
    folder = tmp_path_factory.mktemp("p")
    lay(
        folder,
        {
            **BASE,
            "indicators/a.yaml": "".join(indicators),
            "specs/d/dataset.yaml": "dataset: d\ntitle: x\n" + "".join(dataset),
            "specs/d/observations/a.csv": "ref,period,value\n" + "".join(indicators),
        },
    )
    for finding in read(folder).findings:
        text = (folder / finding.span.file).read_bytes().decode("utf-8", "replace")
        lines = text.replace("\r\n", "\n").split("\n")
        assert 1 <= finding.span.line <= len(lines) + 1
        assert finding.span.column >= 1


def test_load_raises_with_all_findings(make: Make, tmp_path: Path) -> None:
    """One exception carries everything, warnings too; a clean project is given back."""
    make(indicator("A", owner="x") + indicator("P", unit="percent", measure=None))
    with pytest.raises(SpecError, match="people") as caught:
        load(tmp_path)
    assert [f.code for f in caught.value.findings] == ["KPI204", "KPI503"]
    assert "1 more" not in str(caught.value)
    make(indicator("A"))
    assert len(load(tmp_path).catalogue) == 1
    assert validate(tmp_path) == ()


def test_exemptions_need_a_use(make: Make) -> None:
    """An allowed finding is gone; an exemption that nothing needs is a finding."""
    allowed = indicator("P", unit="percent", measure=None, allow="{KPI503: no counts}")
    assert make(allowed).findings == ()
    found = make(indicator("A", allow="{KPI503: none, KPI999: none}")).findings
    assert [f.code for f in found] == ["KPI502", "KPI502"]


def test_rules_can_be_configured(tmp_path: Path) -> None:
    """A rule is an error, a warning or off, as the project says; others are refused."""
    files = {**BASE, "indicators/a.yaml": indicator("P", unit="percent", measure=None)}
    lay(tmp_path, files | {"kpilib.toml": '[rules]\nKPI503 = "error"\n'})
    assert [f.severity for f in read(tmp_path).findings] == ["error"]
    lay(tmp_path, {"kpilib.toml": '[rules]\nKPI503 = "off"\n'})
    assert read(tmp_path).findings == ()
    lay(tmp_path, {"kpilib.toml": '[rules]\nKPI999 = "off"\n'})
    with pytest.raises(UsageError, match="KPI999"):
        read(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["colour = 1", "indicators = 3", 'indicators = "../x"', 'specs = "/etc"', 'specs = "a/../.."',
     '[rules]\nKPI503 = "loud"', '[rules.suffixes]\n"-NI" = "speed"', "rules = 3", "= 1", "\xff",
     '[rules]\nsuffixes = 3'],
)  # fmt: skip
def test_a_project_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    """Configuration is not guessed at."""
    lay(tmp_path, {"kpilib.toml": text.encode("latin-1")})
    with pytest.raises(UsageError):
        read(tmp_path)


def test_the_nearest_project_file_counts(tmp_path: Path) -> None:
    """kpilib.toml wins over pyproject.toml beside it; a pyproject without the table is passed."""
    lay(tmp_path, {"pyproject.toml": '[tool.kpilib]\nindicators = "i"\n', "a/pyproject.toml": ""})
    (tmp_path / "a" / "b").mkdir()
    assert read(tmp_path / "a" / "b").configuration.indicators == "i"
    lay(tmp_path, {"kpilib.toml": 'indicators = "k"\n[rules.suffixes]\n"-NI" = "rate"\n'})
    found = read(tmp_path / "a" / "b").configuration
    assert (found.indicators, found.suffixes) == ("k", {"-NI": "rate"})
    with pytest.raises(UsageError, match="no project"):
        kpilib.read("/")
    lay(tmp_path, {"c/pyproject.toml": "tool = 3\n"})
    with pytest.raises(UsageError, match="pyproject"):
        read_at(tmp_path / "c")


def test_figures_that_contradict_are_found(make: Make) -> None:
    """Part above whole, a failed check, an impossible value, a value after the end."""
    project = make(
        indicator("A")
        + indicator("B", part_of="A", checks='[{expect: "[B] <> 3", because: never three}]')
        + indicator("E", ended="2016-01")
        + indicator("P", unit="percent", measure=None, allow="{KPI503: none}"),
        **{"specs/d/observations/a.csv": observed(A="5 2", B="3 4", E="1 1", P="101 -1")},
    )
    assert [(f.code, f.span.line) for f in project.findings] == [
        ("KPI406", 14), ("KPI405", 5), ("KPI404", 7), ("KPI407", 8), ("KPI407", 9),
    ]  # fmt: skip
    messages = [f.message for f in project.findings]
    assert messages[0] == "`[B] <> 3` fails in 2016-01: 3 <> 3 does not hold"
    assert messages[1] == "`B` is 4 and `A` 2 in 2016-02; it is part_of it"
    assert project.findings[0].hint == "never three"


def test_a_check_that_fails_everywhere_is_counted(make: Make) -> None:
    """Twenty places are named, the rest in one line."""
    rows = observed(A=" ".join(["1"] * 30))
    found = make(
        indicator("A", checks='[{expect: "[A] > 1"}]'), **{"specs/d/observations/a.csv": rows}
    ).findings
    assert len(found) == 21
    assert found[-1].message == "`[A] > 1` fails in 10 more cells"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("A,2016-09", 1, "2 cells"),
        ("A,Sep 16,1", 3, "no month"),
        ("A,2016-Q3,1", 3, "no month"),
        ('A,2016-09,"1,090"', 11, "no number"),
        ("A,2016-09,1e3", 11, "no number"),
        ("A,2016-09," + "1" * 40, 11, "30 digits"),
        (",2016-09,1", 1, "no ref"),
        ('A,"2016-09,1', 1, "quote"),
    ],
)
def test_rows_that_do_not_fit_are_named(make: Make, row: str, column: int, words: str) -> None:
    """The row is left out, at its cell; those below it are read."""
    text = f"ref,period,value\n{row}\nA,2016-10,7\n"
    project = make(indicator("A"), **{"specs/d/observations/a.csv": text})
    assert [(f.code, f.span.line, f.span.column) for f in project.findings] == [
        ("KPI401", 2, column)
    ]
    assert words in project.findings[0].message
    assert len(project.observations()) == 1


def test_markers_and_dates_of_observations(make: Make) -> None:
    """Markers go with what they mean, dates are dates, the latest recorded value counts."""
    text = (
        "ref,period,value,marker,recorded,geography,note\n"
        "A,2016-01,,x,,,\nA,2016-02,,c,,,\nA,2016-03,,z,,,\nA,2016-04,,,,,\n"
        "A,2016-05,5,p,2016-06-01,,\nA,2016-05,6,r,2016-07-01,,late\nA,2016-05,7,q,,,\n"
        "A,2016-05,,p,,,\nA,2016-05,1,,16-1-1,,\nA,2016-06,9,,,north,\n"
    )
    project = make(indicator("A"), **{"specs/d/observations/a.csv": "\ufeff" + text})
    assert [(f.span.line, f.span.column) for f in project.findings] == [(8, 13), (9, 12), (10, 14)]
    evaluation = kpilib.evaluate(project)
    reasons = [evaluation["A"].at(f"2016-0{n}", "local").reason for n in range(1, 5)]
    assert reasons == ["not reported", "confidential", "not applicable", "not reported"]
    assert evaluation["A"].at("2016-05", "local").value == 6
    assert evaluation["A"].at("2016-06", "north").value == 9
    before = kpilib.evaluate(project, as_of="2016-06-15")
    assert before["A"].at("2016-05", "local").value == 5


@pytest.mark.parametrize(
    "text", ["", "ref,period\n", "ref,period,value,colour\n", "ref,period,value,value\n", "\xff"]
)
def test_a_csv_file_without_its_header_is_named(make: Make, text: str) -> None:
    """The columns it has to have are said."""
    found = make(indicator("A"), **{"specs/d/observations/a.csv": text.encode("latin-1")}).findings
    assert [f.code for f in found] in (["KPI401"], ["KPI101"])


def test_datasets_are_checked_too(make: Make) -> None:
    """Columns, rows, words, threshold, placeholders, a name that is not the folder's."""
    text = (
        "dataset: e\ntitle: Example\nfrequency: weekly\nchange: {threshold: 0, basis: x}\n"
        "columns:\n"
        "  - {id: a, heading: '{perod:%b}', formula: 'change(valu)'}\n"
        "  - {id: a, heading: A, formula: 'change(value)'}\n"
        "  - {id: b, heading: B}\n"
        "  - {id: c, heading: C, formula: 'value + [A]'}\n"
        "  - {id: g, heading: G, formula: 'total(value)'}\n"
        "rows: [A, A, Z, S, {ref: Q, columns: [q], polarity: maybe}, [x]]\n"
        "empty_cells: {gone: x, ended: '{endd}'}\n"
    )
    project = make(
        indicator("A") + indicator("S", measure="stock"),
        **{
            "specs/d/dataset.yaml": text,
            "specs/d/differences.yaml": "differences:\n  - {period: 2016-01, ref: A}\n  - x\n",
            "specs/d/commentary/2016-01.yaml": "commentary: {A: x, Q: y, A2: [z]}\n",
        },
    )
    assert [f.code for f in project.findings if f.span.file.endswith("2016-01.yaml")] == [
        "KPI201", "KPI106",
    ]  # fmt: skip
    codes = sorted((f.span.line, f.code) for f in project.findings if "dataset" in f.span.file)
    assert codes == [
        (1, "KPI106"), (3, "KPI106"), (4, "KPI106"), (4, "KPI106"), (6, "KPI106"), (6, "KPI301"),
        (7, "KPI106"), (8, "KPI105"), (11, "KPI106"),
        (11, "KPI106"), (11, "KPI106"), (11, "KPI106"), (11, "KPI201"), (11, "KPI201"),
        (12, "KPI106"),
        (12, "KPI106"),
    ]  # fmt: skip


def test_registers_are_checked_too(make: Make) -> None:
    """Ids, names, values, periods that contradict their basis."""
    found = make(
        indicator("A", introduced="2016-05", ended="2016-01"),
        **{
            "specs/areas.yaml": "areas: {mash: [x], M X: y}\n",
            "specs/people.yaml": "people: {ann: Ann, bob: {name: Bob, left: 2016-99}}\n",
            "specs/denominators.yaml": (
                "denominators:\n  - {id: k, title: K, values: [{from: 2016-01}, 3]}\n"
                "  - {id: k, title: K, values: []}\n  - {title: none, values: []}\n"
            ),
            "specs/comparators.yaml": (
                "comparators:\n  - id: e\n    title: E\n    values:\n"
                "      - {ref: A, period: 2014/15, value: 3, basis: monthly}\n"
                "      - {ref: A, period: 2014-01, value: 3, basis: annual}\n"
                "      - {ref: A, period: 2014-Q1, value: 3, basis: annual}\n"
                "      - {ref: A, period: 2014/16, value: 3, basis: annual}\n"
            ),
        },
    ).findings
    assert [f"{f.span.file.split('/')[-1]}:{f.span.line} {f.code}" for f in found] == [
        "a.yaml:8 KPI106",
        "areas.yaml:1 KPI106", "areas.yaml:1 KPI106",
        "comparators.yaml:5 KPI106", "comparators.yaml:6 KPI106", "comparators.yaml:7 KPI106",
        "comparators.yaml:8 KPI106",
        "denominators.yaml:2 KPI105", "denominators.yaml:2 KPI106", "denominators.yaml:3 KPI106",
        "denominators.yaml:4 KPI105",
        "people.yaml:1 KPI106", "people.yaml:1 KPI106",
    ]  # fmt: skip


def test_the_later_of_two_rows_of_one_day_counts_in_every_engine(make: Make) -> None:
    """Named, and until it is mended the last file counts, 2 before 10; then the last line."""
    from kpilib.figures.sql.running import figures
    from kpilib.project.stores.csv_store import CsvStore

    head = "ref,period,value\n"
    project = make(
        indicator("A"),
        **{
            "specs/d/observations/part 10.csv": head + "A,2016-01,3\n",
            "specs/d/observations/part 2.csv": head + "A,2016-01,1\nA,2016-01,2\nA,2016-02,4\n",
            "specs/d/observations/part 9.csv": head + "A,2016-02,5\nA,2016-02,6\n",
        },
    )
    assert {f.code for f in project.findings} == {"KPI402"}
    line = kpilib.evaluate(project)["A"]
    assert line.values.tolist() == [[3.0, 6.0]]
    assert [line[3] for line in figures(project)] == [3.0, 6.0]
    assert [
        str(line.exact("local", period.first))
        for period in (kpilib.Period.parse("2016-01"), kpilib.Period.parse("2016-02"))
    ] == ["3", "6"]
    store = CsvStore(project.root / "specs/d/observations")
    assert store.read().blocks["A"].values.T.tolist() == [[3.0, 6.0]]
    outline = str(kpilib.explain(project, "A", "2016-02"))
    assert "part 9.csv:3" in outline
    numbers = [row.value for row in store.history("A", None, "2016-01")]
    assert numbers == ["1", "2", "3"]
