"""A change in words, and texts that stand in one file a language."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import kpilib
from kpilib import Project
from kpilib.figures.report.words import change_in_words, language_of
from kpilib.publications.pages.report import to_html
from kpilib.publications.pages.site import Site
from kpilib.publications.parts.charts import small_multiples, trend_chart
from kpilib.publications.parts.definitions import Definitions
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.slugs import slugs
from kpilib.publications.parts.trends import Trend, in_words, trend
from kpilib.publications.report.markdown import to_markdown
from kpilib.publications.report.text import to_text
from kpilib.publications.workbook.writing import to_xlsx
from kpilib.values.change import Polarity, direction, judgement
from kpilib.values.wording import changes
from kpilib.values.wording.changes import Change
from kpilib.values.wording.languages import FOLDER, names
from kpilib.values.wording.locale import locale
from tests.conftest import Make, indicator, observed
from tests.publishing.reading import Book

POLARITIES: tuple[Polarity, ...] = ("high is good", "low is good", "neither")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(29, "up", "negative", "low is good", "22%", "28%"),
         "up 29%, from 22% to 28%; that is worse: lower is better"),
        (Change(29, "up", "positive", "high is good", "22%", "28%"),
         "up 29%, from 22% to 28%; that is better: higher is better"),
        (Change(-1090, "down", "negative", "high is good"),
         "down 1,090%; that is worse: higher is better"),
        (Change(0, "similar", None, "neither", "603", "606"), "little changed, from 603 to 606"),
        (Change(0, "similar", None, "neither"), "no change"),
        (Change(3, "similar", "similar", "low is good", "20%", "23%", points=True),
         "up 3 points, from 20% to 23%; that is similar: under 10 points either way"),
        (Change(2, "similar", "similar", "low is good", threshold=Fraction(5, 2)),
         "up 2%; that is similar: under 2.5% either way"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_plain_words(change: Change, words: str) -> None:
    """How much, from what to what, whether that is good and why."""
    assert changes.in_words(change) == words


@given(st.integers(-2000, 2000), st.sampled_from(POLARITIES), st.integers(1, 50))
def test_words_agree_with_direction_and_judgement(
    size: int, polarity: Polarity, threshold: int
) -> None:
    """Up is never called down, better never worse, and nothing is judged that is not."""
    moved = direction(size, threshold)
    verdict = judgement(moved, polarity)
    limit = Fraction(threshold)
    words = changes.in_words(Change(size, moved, verdict, polarity, threshold=limit))
    assert words.startswith("up" if size > 0 else "down" if size < 0 else "no change")
    assert ("better:" in words) == (verdict == "positive")
    assert ("worse:" in words) == (verdict == "negative")
    assert ("similar:" in words) == (verdict == "similar")
    assert f"{abs(size):,}%" in words or size == 0


def test_every_change_of_the_shipped_report_is_said(shipped: Project) -> None:
    """With the figures that it compares, as they are printed."""
    report = kpilib.report(shipped, period="2016-09")
    said = [
        words
        for row in report.rows
        for name in ("change_month", "change_year")
        if (words := change_in_words(report, row, name))
    ]
    assert len(said) == 88
    assert all(re.search("from .+ to |unchanged at ", words) for words in said)


def test_explain_and_pull_requests_use_the_same_words(shipped: Project) -> None:
    """One function says it."""
    outline = str(kpilib.explain(shipped, "M3", "2016-09"))
    assert "in words: up 29%, from 22% to 28%" in outline
    report = kpilib.report(shipped, period="2016-09")
    assert "up 29%, from 22% to 28%" in to_html(Publication(shipped, report))
    judged = "up 40%, from 40 to 56; that is worse: lower is better"
    assert judged in to_markdown(report)
    assert judged in to_text(report, 80)
    assert judged in str(kpilib.explain(shipped, "EH5-QL", "2016-09"))


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    """Thousands apart in sentences, decimals with the language's mark, days in full."""
    said = locale()
    assert [said.number(text) for text in ("1480", "-12345.5", "28%", "-0.5", "n/a", "")] == [
        "1,480", "-12,345.5", "28%", "-0.5", "n/a", "",
    ]  # fmt: skip
    assert said.day("2016-11-03") == "3 November 2016"
    assert said.listed(["a", "b", "c"]) == "a, b and c"
    other = evolved(thousands=".", decimal=",")
    assert other.printed("1,090") == "1.090"
    assert other.number("1480.5") == "1.480,5"
    assert other.value("→ 1.090,5%") == 1090.5


def evolved(**marks: str) -> changes.Locale:
    from attrs import evolve

    texts = dict(locale().texts) | {f"format.{name}": mark for name, mark in marks.items()}
    return evolve(locale(), texts=texts)


def test_every_language_has_every_text() -> None:
    """With the same places to be filled in."""
    english = locale()
    for name in names():
        other = locale(name)
        assert set(other.texts) == set(english.texts)
        assert len(other.months) == len(other.short) == 12
        for key, text in english.texts.items():
            assert places(other.texts[key]) == places(text), (name, key)


def places(text: str) -> set[str]:
    return set(re.findall(r"\{([a-z_0-9]+)\}", text))


@pytest.fixture
def shouting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a language of capitals, as one more file."""
    sections = yaml.safe_load((Path(FOLDER) / "en-GB.yaml").read_text("utf-8"))

    def capitals(text: str) -> str:
        parts = re.split(r"(\{[^}]*\})", text)
        return "".join(part if part.startswith("{") else part.upper() for part in parts)

    told = {
        section: {key: capitals(str(text)) for key, text in keys.items()}
        for section, keys in sections.items()
    }
    (tmp_path / "xx.yaml").write_text(yaml.safe_dump(told, allow_unicode=True))
    monkeypatch.setattr("kpilib.values.wording.locale.FOLDER", str(tmp_path))
    return "xx"


class _Seen(HTMLParser):
    """What a person sees or hears of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.texts += [v or "" for n, v in attrs if n in ("aria-label", "alt", "data-h", "title")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("style", "script", "code"):
            self.texts.append(data)


def test_another_language_is_one_file(make: Make, shouting: str) -> None:
    """Whatever is said around the figures comes from it: pages, workbook, Markdown, text."""
    columns = (
        "columns:\n  - {id: m, heading: 'M {previous:%b %y}', formula: 'change(value)'}\n"
        "  - {id: a, heading: A, formula: 'mean(value)'}\n"
        "  - {id: e, heading: E, comparator: england}\n"
        "empty_cells: {not reported: NR, no change: NC, no figure: NF, no comparator: X,"
        " not yet collected: 'NY {introduced:%B}'}\n"
    )
    keys = {"title": "T", "polarity": "low is good"}
    project = make(
        indicator("A", **keys)
        + indicator("B", title="T", ended="2016-02", introduced="2016-02", replaced_by="[A]")
        + indicator("C", title="T", formula='"percent([B], [A])"')
        + indicator("D", title="T", formula='"rate(previous([A], months=2))"',
                    denominator="children"),
        **{
            "specs/areas.yaml": "areas: {mash: MASH}\n",
            "specs/people.yaml": "people: {ann: {name: ANN, left: 2016-01}}\n",
            "specs/denominators.yaml": (
                "denominators:\n  - id: children\n    title: CHILDREN\n    values:\n"
                "      - {from: 2015-01, value: 20000}\n"),
            "specs/comparators.yaml": (
                "comparators:\n  - id: england\n    title: ENGLAND\n    values:\n"
                "      - {ref: A, period: 2016-01, value: 3, basis: monthly}\n"),
            "specs/d/dataset.yaml": f"dataset: d\ntitle: T\ngeography: G\nwindow: 4\n{columns}",
            "specs/d/observations/a.csv": (
                "ref,period,value,recorded\nA,2016-01,1200,\nA,2016-02,1300,\nA,2016-03,2000,\n"
                "A,2016-04,2500,\nA,2016-04,2600,2016-05-03\nB,2016-02,5,\n"),
        },
    )  # fmt: skip
    assert not [one for one in project.findings if one.severity == "error"]
    dataset = project.dataset()
    from attrs import evolve

    project.specs.datasets[dataset.dataset] = evolve(dataset, locale=shouting)  # type: ignore[index]
    report = kpilib.report(project)
    assert report.headings["m"] == "M MAR 16"
    publication = Publication(project, report)
    for text in (to_html(publication), *pages(project)):
        plain = [t for t in _Seen(text).texts if re.search("[a-z]", strip(t))]
        assert not plain, plain[:5]
    for text in (to_text(report, 80), to_markdown(report)):
        assert not re.search("[a-z]", strip(text)), strip(text)
    book = Book(to_xlsx(publication, live=True))
    for name in book.sheets:
        assert name == name.upper()
    texts = [str(c) for n in ("FIGURES", "NOTES", "COVER", "WHAT MOVED", "MEASURES")
             for row in book.sheets[n] for c in row]  # fmt: skip
    assert not [text for text in texts if re.search("[a-z]", strip(text))]


def pages(project: Project) -> list[str]:
    files = dict(Site(project).files())
    return [data.decode() for path, data in files.items() if path.endswith(".html")]


def strip(text: str) -> str:
    """Take away what is no text of ours: formulas, ids of populations, names of options."""
    kept = re.sub(
        r"[(]r[)]|percent\(.*?\)|rate\(.*?\)\)?|children|--format csv|mean\(.*?\)|None", "", text
    )
    return re.sub(r"</?(details|summary)>", "", kept)


def test_a_trend_is_told_with_gaps_and_extremes(make: Make) -> None:
    """For whoever does not see the chart."""
    project = make(indicator("A"), **{"specs/d/observations/a.csv": observed(A="5 _ 1500 7")})
    report = kpilib.report(project)
    shown = trend(report, report.rows[0], language_of(report))
    assert in_words(shown, locale()) == (
        "A Title of A. 5 in Jan 16, 7 in Apr 16. 1 month between has no figure."
        " Lowest 5 in Jan 16, highest 1,500 in Mar 16."
    )


def test_charts_are_the_same_bytes_whatever_the_machine_is_set_to(shipped: Project) -> None:
    """No day, no random id, no setting of somebody's matplotlib."""
    import matplotlib

    report = kpilib.report(shipped, period="2016-09")
    trends = [trend(report, row, language_of(report)) for row in report.rows[:5]]
    first = trend_chart(trends[3], "words"), small_multiples(trends, "words")
    with matplotlib.rc_context({"lines.linewidth": 9.0, "text.parse_math": True}):
        assert (trend_chart(trends[3], "words"), small_multiples(trends, "words")) == first
    assert "<title>words</title>" in first[0]
    assert "12-month mean 27%" in first[0]
    assert "<date" not in first[0]


@pytest.mark.parametrize(
    "values",
    [(0.0, 0.0), (None, 5.0), (1e30, -1e30), (1e-30, 2e-30), (5.0,), (None, None), (-3.0, -3.0)],
)
def test_charts_bear_any_figures(values: tuple[float | None, ...]) -> None:
    """Nothing, one, all the same, the largest and the smallest."""
    from kpilib.publications.parts.drawing import chart, spark

    texts = tuple("" if value is None else f"{value:g}" for value in values)
    shown = Trend("T", tuple(f"M{n}" for n in range(len(values))), values, texts, None, ())
    for drawing in (spark(shown, "w"), chart(shown, "w", locale()), trend_chart(shown, "w")):
        assert "nan" not in drawing.replace("dominant", "")


def test_names_of_pages_are_safe_and_differ() -> None:
    """Whatever refs there are."""
    refs = ["A", "a", "../x", "COM1", "é", "%", "x" * 500, "x" * 501, "a-2"]
    found = slugs(refs)
    assert len(set(found.values())) == len(refs)
    assert all(re.fullmatch("[a-z0-9-]{1,64}", name) for name in found.values())


def test_notebooks_show_tables_in_which_texts_stay_texts(make: Make) -> None:
    """Evaluation, report and findings."""
    project = make(
        indicator("A", title='"<script>x</script>"') + indicator("B", owner="nobody"),
        **{"specs/d/observations/a.csv": observed(A="1 2 _")},
    )
    shown = kpilib.evaluate(project)._repr_html_()
    assert '<th scope="row">A</th><td>1</td><td>2</td>' in shown
    report = kpilib.report(project)._repr_html_()
    assert "&lt;script&gt;" in report
    assert "<script" not in report
    findings = project.findings._repr_html_()
    assert "1 errors, 0 warnings" in findings
    assert "KPI204" in findings
    assert project.findings == tuple(project.findings)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("[A] / [A]", "ratio of two flows, each of which is added up by itself"),
        ("percent([A], [S])", "ratio of a flow, which is added up, and a stock, which is not"),
        ("percent([S], [A])", "ratio of a stock, which is not added up, and a flow, which is"),
        ("percent([S], [S])", "ratio of two stocks, which is never added up"),
        ("rate([A])", "ratio of a flow, which is added up, and the population in force"),
        ("rate([S])", "ratio of a stock and the population in force, which is never added up"),
        ("[A] - [A]", "flow, what happens in the month"),
        ("previous([S]) + [A]", "stock, what stands at the end of the month"),
        ("abs([A])", "average, which is never added up"),
        ("total([A])", "figure that has added months up already"),
        ("5", ""),
    ],
)
def test_the_dictionary_says_how_a_figure_stands_in_time(
    make: Make, formula: str, words: str
) -> None:
    """And of a ratio what it is made of, which is what is added up of it."""
    project = make(
        indicator("A") + indicator("S", measure="stock")
        + indicator("X", formula=f'"{formula}"', denominator="children")
    )  # fmt: skip
    assert Definitions(project.catalogue, locale())["X"].measure == words
