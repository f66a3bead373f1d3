"""The documentation is true: commands are run, code is run, generated pages are current."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pytest

from docs import generate
from kpilib.commands import main
from kpilib.figures.arrays.functions import FORMS
from kpilib.values.reasons import TEXT
from tests.conftest import ROOT, lay

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", generate.PAGES)
def test_generated_pages_are_current(name: str) -> None:
    """What the tables say is what the pages say: run docs/generate.py."""
    assert (generate.HERE / name).read_text("utf-8") == generate.PAGES[name]()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link is a file of the repository."""
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def matches(expected: str, got: str) -> bool:
    """Compare output; a line ``...`` stands for any lines."""
    pattern = ".*".join(re.escape(part) for part in expected.split("...\n"))
    return re.fullmatch(pattern, got, re.DOTALL) is not None


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_blocks_do_what_they_say(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files are written, commands run and their output compared, Python examples are run."""
    if "tutorial" not in path.parts:
        for name in ("indicators", "specs", "tests/fixtures"):
            shutil.copytree(ROOT / name, folder / name)
        (folder / "kpilib.toml").write_text("")
    names = {form.array.__name__: form.array for form in FORMS.values()}
    for language, body in BLOCK.findall(path.read_text("utf-8")):
        first, _, rest = body.partition("\n")
        if first.startswith("# file: "):
            lay(folder, {first.removeprefix("# file: "): rest})
        elif language == "console":
            command, _, expected = body.partition("\n")
            capsys.readouterr()
            main(shlex.split(command.removeprefix("$ kpilib ")))
            assert matches(expected, capsys.readouterr().out), command
        elif language == "python":
            examples = doctest.DocTestParser().get_doctest(
                body, dict(names), name_of(path), None, 0
            )
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            assert runner.run(examples).failed == 0


def test_readme_shows_the_real_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table at the top is what the command prints."""
    main(["report", "--period", "2016-09", "--project", str(ROOT)])
    shown = next(body for language, body in BLOCK.findall(PAGES[0].read_text("utf-8")))
    assert capsys.readouterr().out.startswith(shown)


def test_ci_runs_the_readmes_command() -> None:
    """One line of the README has the test command, and CI runs the same script."""
    lines = [line for line in PAGES[0].read_text("utf-8").splitlines() if "pytest -q" in line]
    assert len(lines) == 1
    assert "README.md" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert "bash .ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")


def test_every_reason_is_explained() -> None:
    """The page of missing values names every reason."""
    page = (ROOT / "docs/explanation/time-and-missing-values.md").read_text("utf-8")
    for words in TEXT.values():
        assert words in page


MODULES = sorted(
    str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
    for path in (ROOT / "kpilib").rglob("*.py")
    if ">>>" in path.read_text("utf-8")
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_are_true(module: str) -> None:
    """Every doctest of the package passes."""
    from importlib import import_module

    assert doctest.testmod(import_module(module)).failed == 0
