"""Every rule's page is true: its example fires, its remedy does not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kpilib import Project
from kpilib.project.rules import RULES
from kpilib.project.rules.rule import Rule
from kpilib.project.validation import examined
from kpilib.project.yaml.configuration import at
from kpilib.project.yaml.loader import load_specs
from tests.conftest import BASE, ROOT, indicator, lay

SECTIONS = ("What it reports", "Why it matters", "Example", "Use instead")
#: words of programmers that no analyst should have to read
JARGON = re.compile(r"\b(None|str|int|dict|list|node|token|parser|scalar|mapping|traceback)\b")


def sections(page: str) -> dict[str, str]:
    """Split a page into its sections."""
    parts = re.split(rf"^({'|'.join(SECTIONS)})$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def raw(text: str) -> bytes:
    r"""Write \xE9 as that byte and \u200B as that character."""
    data = text.encode()
    data = re.sub(rb"\\x([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), data)
    return re.sub(rb"\\u([0-9A-F]{4})", lambda m: chr(int(m[1], 16)).encode(), data)


def examined_in(folder: Path, section: str) -> Project:
    """Read an example, beside what it was before where it says so."""
    lay(folder / "head", files(section))
    base = None
    if "# base: " in section:
        changed = re.sub("# file: indicators.*?(?=# (base|file): |$)", "", section, flags=re.DOTALL)
        lay(folder / "base", files(changed.replace("# base: ", "# file: ")))
        base = Project(load_specs(at(str(folder / "base"))))
    return examined(at(str(folder / "head")), base)


def files(section: str) -> dict[str, str | bytes]:
    """Give the files of an example."""
    section = re.sub("    # base: .*?(?=    # file: )", "", section, flags=re.DOTALL)
    found: dict[str, str | bytes] = dict(BASE)
    lines = [line[4:] for line in section.strip("\n").split("\n")]
    name, body = "", []
    for line in [*lines, "# file: "]:
        if line.startswith("# file: "):
            if name:
                found[name] = raw("\n".join(body).rstrip("\n") + "\n")
            name, body = line.removeprefix("# file: ").strip(), []
        else:
            body.append(line)
    if not any(name.startswith("indicators/") for name in found):
        found["indicators/base.yaml"] = indicator("Base")
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_has_its_sections_and_names_its_rule(rule: Rule) -> None:
    """Code and name stand in the first line; the four sections follow."""
    assert rule.page.startswith(f"{rule.code} {rule.name}: ")
    assert tuple(sections(rule.page)) == SECTIONS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_of_a_rule_fires_and_its_remedy_does_not(rule: Rule, tmp_path: Path) -> None:
    """The example is the rule's own test; its remedy leaves no error of any rule."""
    page = sections(rule.page)
    wrong = examined_in(tmp_path / "wrong", page["Example"]).findings
    assert rule.code in {finding.code for finding in wrong}
    assert {f.severity for f in wrong if f.code == rule.code} == {rule.severity}
    right = examined_in(tmp_path / "right", page["Use instead"]).findings
    assert [finding for finding in right if finding.severity == "error"] == []
    assert rule.code not in {finding.code for finding in right}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_messages_are_in_an_analysts_words(rule: Rule, tmp_path: Path) -> None:
    """No message or hint holds a word of programmers, and every place lies in its file."""
    example = sections(rule.page)["Example"]
    given = files(example)
    for finding in examined_in(tmp_path, example).findings:
        for words in (finding.message, finding.hint or ""):
            # what stands between backticks is the analyst's own
            assert not JARGON.search(re.sub("`[^`]*`", "", words)), words
        lines = raw_lines(given.get(finding.span.file, ""))
        assert 1 <= finding.span.line <= max(len(lines), 1)
        assert finding.span.end_column > finding.span.column >= 1


def raw_lines(content: str | bytes) -> list[str]:
    """Give the lines of a file."""
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    return text.split("\n")


def test_codes_and_names_are_unique_and_in_order() -> None:
    """A code is never used twice, and the list is in the order of the codes."""
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(codes)


def test_every_rule_module_is_registered() -> None:
    """No rule is written and forgotten."""
    folder = Path(__file__).parents[3] / "kpilib" / "project" / "rules"
    pages = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r'^r?"""KPI[0-9]{3} ', path.read_text("utf-8"))
    }
    assert pages == {rule.name.replace("-", "_") for rule in RULES}


SOURCES = [*(ROOT / "kpilib").rglob("*.py")]


def messages() -> list[str]:
    """Give every text in the package that becomes a message or a hint."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            texts: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("Fault", "FormulaFault", "Bad", "UsageError"):
                    texts = [*node.args, *(keyword.value for keyword in node.keywords)]
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = {target.id for target in targets if isinstance(target, ast.Name)}
                if names & {"message", "hint", "advice", "wrong", "also", "what"}:
                    texts = [node.value]
            for text in texts:
                parts = [p.value for p in ast.walk(text) if isinstance(p, ast.Constant)]
                found += [part for part in parts if isinstance(part, str) and " " in part]
    return found


def test_no_message_in_the_package_has_a_word_of_programmers() -> None:
    """Also those that no example shows; what stands between backticks is the analyst's own."""
    texts = messages()
    assert len(texts) > 200
    for text in texts:
        assert not JARGON.search(re.sub("`[^`]*`", "", text)), text
