"""Titles and commentary that want to be more than text: shown, and never obeyed, in any format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import kpilib
from kpilib import Project, Report
from kpilib.figures.report.model import ReportRow
from kpilib.publications.pages.report import to_html
from kpilib.publications.pages.site import Site
from kpilib.publications.parts.gallery import gallery
from kpilib.publications.parts.publication import Publication
from kpilib.publications.report.csv import to_csv
from kpilib.publications.report.json import to_json
from kpilib.publications.report.markdown import to_markdown
from kpilib.publications.report.text import to_text
from kpilib.publications.workbook.writing import to_xlsx
from tests.conftest import BASE, indicator, lay, observed
from tests.publishing.reading import Book, page

#: what somebody writes into a title, a name, a heading, a reason, a note
TEXTS = {
    "script": "<script>alert(1)</script>",
    "img": "<img src=x onerror=alert(1)>",
    "hyperlink": '=HYPERLINK("http://evil.example","click")',
    "command": "+cmd|' /C calc'!A0",
    "workflow": "::error::stop",
    "azure": "##vso[task.setvariable]x",
    "template": "{{ 7 * 7 }}{% raw %}",
    "math": "$\\frac{1}{0}$ $",
    "style": "</style><style>*{display:none}",
    "attribute": "\" onmouseover=\"alert(1)' x='",
    "comment": "--> <!-- ]]>",
    "format": "{0} {title} %s",
    "excel": "_x003D_ @SUM(A1)",
}
#: a spec cannot hold these; a project in memory can
HIDDEN = {
    "ansi": "\x1b[31mred\x1b[0m",
    "bidi": "abc\u202edcba\u202c",
    "nul": "a\x00b",
    "surrogate": "\ud800",
}


@pytest.fixture(params=[*TEXTS, *HIDDEN])
def text(request: pytest.FixtureRequest) -> str:
    return str((TEXTS | HIDDEN)[request.param])


@pytest.fixture
def project(text: str, tmp_path: Path) -> Project:
    """Put the text wherever a spec or an observation takes one."""
    written = text if text in TEXTS.values() else "PLACE"
    quoted = json.dumps(written)
    keys = {"notes": quoted, "because": quoted}
    heading = json.dumps(re.sub("[{}]", "", written))
    files = {
        "specs/areas.yaml": f"areas: {{mash: {quoted}}}\n",
        "specs/people.yaml": f"people: {{ann: {{name: {quoted}}}}}\n",
        "specs/denominators.yaml": (
            f"denominators:\n  - id: children\n    title: {quoted}\n    values:\n"
            f"      - {{from: 2015-01, value: 20000, reference: {quoted}, source: {quoted}}}\n"
        ),
        "specs/comparators.yaml": (
            f"comparators:\n  - id: england\n    title: {quoted}\n    values:\n"
            f"      - {{ref: A, period: 2016-01, value: 3, basis: monthly, source: {quoted}}}\n"
        ),
        "specs/d/dataset.yaml": (
            f"dataset: d\ntitle: {heading}\ncolumns:\n"
            f"  - {{id: m, heading: {heading}, formula: 'change(value)'}}\n"
            f"  - {{id: e, heading: {heading}, comparator: england}}\n"
            f"empty_cells:\n  not reported: {heading}\n"
        ),
        "specs/d/commentary/2016-03.yaml": f"commentary: {{A: {quoted}}}\n",
        "indicators/a.yaml": (
            indicator("A", title=quoted, **keys)
            + indicator("R", formula='"rate([A])"', denominator="children", title=quoted)
        ),
        "specs/d/observations/a.csv": observed(A="1 _ 3"),
    }  # fmt: skip
    lay(tmp_path, {**BASE, **files})
    return kpilib.read(tmp_path)


def put(report: Report, text: str) -> Report:
    """Put a text that no spec can hold into a report."""

    def row(one: ReportRow) -> ReportRow:
        if text in TEXTS.values():
            return one
        return one._replace(title=text, owner=text, area=text, commentary=text)

    return report._replace(rows=tuple(map(row, report.rows)))


def test_nothing_a_spec_holds_is_more_than_text(project: Project, text: str) -> None:
    """In pages it is there, letter by letter, as text; no element, no attribute comes of it."""
    assert not [one for one in project.findings if one.severity == "error"]
    report = put(kpilib.report(project), text)
    html = to_html(Publication(project, report))
    root = page(html)
    allowed = {"script", "img", "iframe", "object"}
    assert not [name for name in allowed if root.all(name)]
    assert not [name for one in root.every() for name in one.attributes if name.startswith("on")]
    shown = "".join(c if c.isprintable() else code(c) for c in text)
    assert re.sub(r"\s+", " ", shown) in root.text
    assert "49" not in root.all("title")[0].text
    unseen = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff]")
    assert not unseen.search(html)
    for _, data in Site(project).files():
        assert not unseen.search(data.decode())
        assert b"<script>alert" not in data
        assert b"<img src=x" not in data


def code(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(project: Project, text: str) -> None:
    """What begins like one is marked as text, so that editing the cell does not make it one."""
    report = put(kpilib.report(project), text)
    book = Book(to_xlsx(Publication(project, report), live=True))
    shown = "".join(c if c.isprintable() else code(c) for c in text)
    titles = [row[1] for row in book.sheets["Figures"]]
    # Excel reads _x003D_ as a letter; it is written so that it does not
    assert shown.replace("_x003D_", "_x005F_x003D_") in titles or shown in titles
    for name, xml in book.xml.items():
        formulas = re.findall("<f>(.*?)</f>", xml)
        assert not formulas or name.startswith("Live")
        assert not [one for one in formulas if "HYPERLINK" in outside_texts(one)]
        assert not [one for one in formulas if "cmd" in outside_texts(one)]
        # the links of the cover lead to sheets of the book
        assert "r:id" not in re.sub("<(tablePart|drawing|legacyDrawing)[^>]*>", "", xml)
    if text[0] in "=+-@":
        style = re.search('quotePrefix="1"', book.parts["xl/styles.xml"])
        assert style is not None


def outside_texts(formula: str) -> str:
    """Give a formula without the texts in it."""
    return re.sub(r"&quot;.*?&quot;|\"(?:[^\"]|\"\")*\"", "", formula)


def test_text_formats_and_charts_obey_nothing(project: Project, text: str) -> None:
    """Terminals, Markdown, CSV, SVG."""
    report = put(kpilib.report(project), text)
    hidden = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
    told = to_text(report, 200)
    assert not hidden.search(told)
    markdown = to_markdown(report)
    assert not hidden.search(markdown)
    folded = markdown.replace("<details><summary>All months</summary>", "").replace(
        "</details>", ""
    )
    assert not re.search(r"(?<!\\)<", folded.replace("<!-- -->", ""))
    assert not re.search("@[a-z]", folded)
    assert not [line for line in markdown.splitlines() if line.startswith("::")]
    for line in to_csv(report).splitlines():
        assert not re.search(r'(^|,)"?\s*[=+@]', line)
    assert json.loads(to_json(report))
    for _, drawing in gallery(project, report):
        assert not hidden.search(drawing)
        names = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(drawing).iter()}
        assert names <= {"svg", "title", "metadata", "RDF", "Work", "type", "defs", "style", "g",
                         "path", "use", "text", "tspan", "clipPath", "rect"}  # fmt: skip
