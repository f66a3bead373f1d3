"""Findings in every format: one file with thirty faults, and names that try to be commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from kpilib import Finding, Project, Severity, Span, read
from kpilib.commands import main
from kpilib.publications.findings import FORMATS, rendered
from tests.conftest import BASE, ROOT, indicator, lay

FIXTURES = ROOT / "tests" / "fixtures"
#: the JSON Schema of the standard as published with @microsoft/jest-sarif (MIT)
SARIF = json.loads((FIXTURES / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Read a project whose one file of indicators holds thirty faults."""
    folder = tmp_path_factory.mktemp("faulty")
    suffixes = '[rules.suffixes]\n"-NI" = "rate"\n'
    text = (FIXTURES / "thirty-faults.yaml").read_bytes()
    return read(lay(folder, {**BASE, "kpilib.toml": suffixes, "indicators/a.yaml": text}))


@pytest.fixture(autouse=True)
def no_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes to the summary of the CI it runs in."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def places(project: Project) -> list[tuple[int, int]]:
    return [(finding.span.line, finding.span.column) for finding in project.findings]


def test_thirty_faults_are_thirty_findings(faulty: Project) -> None:
    """All in one run, of more than twenty rules, each at a place of its own."""
    assert len(faulty.findings) == 30
    assert len({finding.code for finding in faulty.findings}) >= 24
    assert len(set(places(faulty))) >= 28


def test_text_and_concise_name_every_place(faulty: Project) -> None:
    """Thirty heads with line and column, the source line with carets below."""
    for name in ("text", "concise"):
        out = rendered(name, faulty, faulty.findings)
        found = re.findall(r"^indicators/a\.yaml:(\d+):(\d+): (?:error|warning)", out, re.MULTILINE)
        assert [(int(a), int(b)) for a, b in found] == places(faulty)
        assert out.splitlines()[-1].startswith("21 errors, 9 warnings; checked")
    text = rendered("text", faulty, faulty.findings)
    assert "  formula: pct([A], [A])\n" in text
    assert re.search(r"\| +\^\^\^\n    help: did you mean percent\(\)", text)


def test_json_gitlab_junit_and_sarif_hold_every_place(faulty: Project) -> None:
    """Each format that has fields for line and column fills them."""
    data = json.loads(rendered("json", faulty, faulty.findings))
    assert [(f["line"], f["column"]) for f in data["findings"]] == places(faulty)
    issues = json.loads(rendered("gitlab", faulty, faulty.findings))
    begins = [issue["location"]["positions"]["begin"] for issue in issues]
    assert [(begin["line"], begin["column"]) for begin in begins] == places(faulty)
    assert len({issue["fingerprint"] for issue in issues}) == 30
    suites = ElementTree.fromstring(rendered("junit", faulty, faulty.findings))
    cases = suites.findall(".//testcase")
    texts = [case.find("failure").text or "" for case in cases]  # type: ignore[union-attr]
    assert [tuple(map(int, text.split(":")[1:3])) for text in texts] == places(faulty)
    sarif = json.loads(rendered("sarif", faulty, faulty.findings))
    jsonschema.Draft4Validator(SARIF).validate(sarif)
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in sarif["runs"][0]["results"]]
    assert [(r["startLine"], r["startColumn"]) for r in regions] == places(faulty)


def test_github_gets_twenty_annotations_and_the_rest_in_the_log(faulty: Project) -> None:
    """Ten errors, ten warnings, the most serious first; ten log lines without a summary."""
    lines = rendered("github", faulty, faulty.findings).splitlines()
    assert [line.split(" ", 1)[0] for line in lines[:20]] == ["::error"] * 10 + ["::warning"] * 10
    assert all(re.search(r"line=\d+,endLine=\d+,col=\d+,endColumn=\d+,", li) for li in lines[:20])
    assert len(lines) == 31
    assert all(line.startswith("indicators/a.yaml:") for line in lines[20:30])
    # of 21 errors, eleven find no place among the errors; ten take those of warnings
    assert all(",title=error KPI" in line for line in lines[:20])


def test_github_puts_the_rest_into_the_step_summary(
    faulty: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a Markdown table, behind what stands there."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    lines = rendered("github", faulty, faulty.findings).splitlines()
    assert len(lines) == 21
    text = summary.read_text("utf-8")
    assert text.startswith("before\n| place |")
    assert text.count("\n| indicators/a.yaml:") == 10
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "folder"))
    assert len(rendered("github", faulty, faulty.findings).splitlines()) == 31


EVIL = "\x1b[31m::error::x ##[error]y %0A\r\n<script>&\"'|`*]]>\u202e\u2028\u200b\x00\ud800,"


def test_what_a_finding_holds_becomes_no_command(faulty: Project) -> None:
    """Messages, hints, files and refs of the worst kind: no format lets them through."""
    span = Span(f"indicators/{EVIL}.yaml", 1, 1, 1, 2)
    bad = Finding(
        code="KPI201", name="unknown-reference", severity=Severity.ERROR, message=EVIL,
        span=span, hint=EVIL, ref=EVIL,
    )  # fmt: skip
    for name in FORMATS:
        out = rendered(name, faulty, [bad] * 12)
        assert "\x1b" not in out, name
        assert "\u202e" not in out or name in ("json",), name
        if name in ("text", "concise", "github"):
            for line in out.splitlines():
                assert not line.strip().startswith("::") or name == "github"
            assert "##[" not in out
            assert "\r" not in out
    github = rendered("github", faulty, [bad]).splitlines()
    assert len(github) == 2
    properties = github[0].removeprefix("::error ").split("::", 1)[0]
    assert all(part.count("=") >= 1 for part in properties.split(","))
    assert "%250A" in github[0]
    ElementTree.fromstring(rendered("junit", faulty, [bad]))
    json.loads(rendered("json", faulty, [bad]).encode("utf-8", "surrogatepass"))
    jsonschema.Draft4Validator(SARIF).validate(json.loads(rendered("sarif", faulty, [bad])))


def test_listings_for_people_end_with_a_count(faulty: Project) -> None:
    """At most 64 KB, and how many more there are; other formats are whole."""
    many = list(faulty.findings) * 200
    for name in ("text", "concise", "github"):
        out = rendered(name, faulty, many)
        assert len(out.encode()) <= 64_000
        assert re.search(r"and [0-9]+ more; --format json has all of them", out)
    assert len(json.loads(rendered("json", faulty, many))["findings"]) == len(many)


def test_long_messages_and_paths_are_cut(faulty: Project) -> None:
    """A message is at most 300 characters, a long path loses its middle."""
    long = faulty.findings[0]._replace(message="m" * 5000, span=Span("d/" * 500 + "end.yaml"))
    line = rendered("concise", faulty, [long]).splitlines()[0]
    assert len(line) < 700
    assert "end.yaml:1:1" in line


def test_a_project_without_findings_passes_in_every_format(tmp_path: Path) -> None:
    """JUnit gets one case that passed, GitLab an empty report."""
    project = read(lay(tmp_path, {**BASE, "indicators/a.yaml": indicator("A")}))
    assert project.findings == ()
    assert json.loads(rendered("gitlab", project, ())) == []
    suites = ElementTree.fromstring(rendered("junit", project, ()))
    assert suites.attrib["failures"] == "0"
    assert len(suites.findall(".//testcase")) == 1
    assert rendered("github", project, ()).startswith("no findings")


def test_a_baseline_lets_only_new_findings_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there stays quiet, wherever it moves; a second one of the kind does not."""
    monkeypatch.chdir(lay(tmp_path, {**BASE, "indicators/a.yaml": indicator("A", owner="x")}))
    assert main(["validate"]) == 1
    assert main(["validate", "--write-baseline", "known.json"]) == 0
    assert main(["validate", "--baseline", "known.json"]) == 0
    lay(tmp_path, {"indicators/a.yaml": "# moved\n" + indicator("A", owner="x")})
    assert main(["validate", "--baseline", "known.json"]) == 0
    lay(tmp_path, {"indicators/a.yaml": indicator("A", owner="x") + indicator("B", owner="x")})
    assert main(["validate", "--baseline", "known.json"]) == 1
    twice = indicator("A", owner="x", accountable="x")
    lay(tmp_path, {"indicators/a.yaml": twice})
    assert main(["validate", "--write-baseline", "known.json"]) == 0
    assert main(["validate", "--baseline", "known.json"]) == 0
    lay(tmp_path, {"indicators/a.yaml": indicator("A", owner="x")})
    assert main(["validate", "--write-baseline", "known.json"]) == 0
    lay(tmp_path, {"indicators/a.yaml": twice})
    # equal to one that is known, and one more
    assert main(["validate", "--baseline", "known.json"]) == 1
    for text in ("{}", "[[1]]", "[3]", "x", '[["a", "b", "c", 4]]'):
        (tmp_path / "known.json").write_text(text)
        assert main(["validate", "--baseline", "known.json"]) == 2
    assert main(["validate", "--baseline", "gone.json"]) == 2
    capsys.readouterr()
    assert main(["validate", "--statistics"]) == 1
    assert capsys.readouterr().out == ("     2  KPI204  error    unknown-person\n     2  in all\n")


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif"])
def test_paths_begin_at_the_top_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Found by .git, else where CI checked it out; a project at the top has them as they are."""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    files = {**BASE, "indicators/all.yaml": indicator("A", area="mesh")}
    project = read(lay(tmp_path / "stats" / "kpi", files))

    def told() -> str:
        return rendered(form, project, project.findings)

    wanted = "stats/kpi/indicators/all.yaml"
    assert wanted not in told()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert wanted in told()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "elsewhere"))
    assert wanted not in told()
    (tmp_path / ".git").mkdir()
    assert wanted in told()
    assert wanted not in rendered("json", project, project.findings)
    assert wanted not in rendered("concise", project, project.findings)
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert wanted in rendered("concise", project, project.findings)


def test_sarif_stays_within_what_its_readers_take(faulty: Project) -> None:
    """Results, length of a message, help and a fingerprint for each."""
    (one,) = faulty.findings[:1]
    many = [
        one._replace(message=f"{number} {'x' * 2000}", severity=Severity.WARNING)
        for number in range(6000)
    ]
    last = one._replace(message="the last", severity=Severity.ERROR)
    data = json.loads(rendered("sarif", faulty, [*many, last]))
    jsonschema.Draft4Validator(SARIF).validate(data)
    (run,) = data["runs"]
    assert len(run["results"]) == 5000
    assert run["results"][0]["message"]["text"].startswith("the last")
    assert max(len(result["message"]["text"]) for result in run["results"]) == 1000
    prints = {result["partialFingerprints"]["kpilib/v1"] for result in run["results"]}
    assert len(prints) == 5000
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"].startswith("1,001 more findings are left out")
    assert all(rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"])
