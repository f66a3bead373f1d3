"""What a stranger found in pages, workbooks and the dictionary, and what became of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kpilib
from kpilib import Project, UsageError
from kpilib.figures.explanation.impact import Edge
from kpilib.figures.report.words import change_in_words, language_of
from kpilib.publications.pages.folder import LIST, fill
from kpilib.publications.pages.report import to_html
from kpilib.publications.pages.site import Site
from kpilib.publications.parts.gallery import gallery
from kpilib.publications.parts.lineage import drawn
from kpilib.publications.parts.phrases import formula_in_words
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.trends import in_words, trend
from kpilib.publications.workbook.writing import to_xlsx
from kpilib.values.wording.locale import locale
from tests.conftest import Make, indicator, observed
from tests.publishing.reading import Book, Element, page

FOLDER = "specs/d/observations/a.csv"
DATASET = "specs/d/dataset.yaml"
COLUMNS = (
    "columns:\n  - {id: m, heading: M, formula: change(value)}\n"
    "  - {id: a, heading: Mean, formula: mean(value)}\n"
    "  - {id: e, heading: England, comparator: england}\n"
)


def shown(project: Project, period: str | None = None) -> Element:
    return page(to_html(Publication(project, kpilib.report(project, "d", period=period))))


def test_what_a_withheld_figure_said_before_is_not_told(make: Make) -> None:
    """In the report, the dictionary, and the mean of its chart."""
    project = make(
        indicator("A"),
        **{DATASET: f"dataset: d\ntitle: T\n{COLUMNS}",
           FOLDER: ("ref,period,value,marker,recorded\nA,2016-01,777,,\nA,2016-01,,c,2016-03-01\n"
                    "A,2016-02,5,,\n")},
    )  # fmt: skip
    report = kpilib.report(project)
    assert report.rows[0].columns["a"].reason == "confidential"
    said = in_words(trend(report, report.rows[0], language_of(report)), locale())
    for text in (shown(project).text, str(dict(Site(project).files())), said):
        assert "777" not in text
        assert "12-month mean 5" not in text


@pytest.mark.parametrize(
    ("rows", "keys"),
    [(indicator("A"), "rows: []\n"), (indicator("A", formula='"percent([X], [Y])"'), "")],
)
def test_nothing_to_work_out_is_an_empty_live_sheet(make: Make, rows: str, keys: str) -> None:
    """No row, or none that is sound; the menu of the dictionary leads nowhere it should not."""
    project = make(rows + indicator("Z"), **{DATASET: f"dataset: d\ntitle: T\n{keys}",
                                             FOLDER: observed(Z="1")})  # fmt: skip
    report = kpilib.report(project)
    assert "Live" in Book(to_xlsx(Publication(project, report), live=True)).sheets
    files = dict(Site(project).files())
    assert (b"charts.html" in files["index.html"]) == ("charts.html" in files)


def test_drawings_of_datasets_and_areas_have_names_of_their_own(make: Make) -> None:
    """Whatever datasets, areas and refs are called."""
    project = make(
        indicator("area mash") + indicator("B", area="xy"),
        **{"specs/areas.yaml": "areas: {mash: MASH, xy: x y}\n",
           DATASET: "dataset: d\ntitle: T\nrows: [B]\n",
           "specs/d-x/dataset.yaml": "dataset: d-x\ntitle: U\nrows: [area mash]\n",
           FOLDER: observed(B="1"),
           "specs/d-x/observations/a.csv": "ref,period,value\narea mash,2016-01,2\n"},
    )  # fmt: skip
    files = [path for path, _ in Site(project).files()]
    assert len(files) == len(set(files))
    assert {"charts/d/x-y.svg", "charts/d-x/mash.svg"} <= set(files)
    names = [name for name, _ in gallery(project, kpilib.report(project, "d-x"))]
    assert names == ["area-mash.svg", "area_mash.svg"]


def test_a_mean_is_of_twelve_months_or_is_not_shown(make: Make) -> None:
    """Printed with the decimals of its row."""
    project = make(
        indicator("A", decimals=4),
        **{DATASET: "dataset: d\ntitle: T\nwindow: 3\n", FOLDER: observed(A="1 2 3 4")},
    )
    report = kpilib.report(project)
    assert trend(report, report.rows[0], locale()).mean is None


def test_a_row_is_judged_as_its_dataset_judges_it(make: Make) -> None:
    """On its page and in the workbook."""
    project = make(
        indicator("A"),
        **{DATASET: f"dataset: d\ntitle: T\n{COLUMNS}rows: [{{ref: A, polarity: low is good}}]\n",
           FOLDER: observed(A="10 20")},
    )  # fmt: skip
    assert "Judged lower is better" in shown(project).text
    book = Book(to_xlsx(Publication(project, kpilib.report(project))))
    assert "lower is better" in book.sheets["Measures"][1]


def test_notes_tell_the_reason_that_holds(make: Make) -> None:
    """Of comparators of other places, wrong formulas, columns that look back, empty words."""
    columns = COLUMNS + "  - {id: p, heading: Ago, formula: 'previous(value, months=12)'}\n"
    project = make(
        indicator("A") + indicator("B", formula='"[C]"') + indicator("C", formula='"[B]"'),
        **{DATASET: f"dataset: d\ntitle: T\n{columns}empty_cells: {{no change: '{{ended}}'}}\n",
           "specs/comparators.yaml": (
               "comparators:\n  - id: england\n    title: England\n    values:\n"
               "      - {ref: A, period: 2017, value: 120, basis: annual, geography: north}\n"),
           FOLDER: "ref,period,value,marker\nA,2016-01,10,\nA,2016-02,,z\n"},
    )  # fmt: skip
    notes = [one.text for one in shown(project).all("ol")[0].all("li")]
    assert "No comparator: no figure of England holds for this measure, place and month." in notes
    assert "Not applicable: its formula, or one that it reads, is wrong." in notes
    assert "Not reported: no figure was given for a month that it looks at." in notes
    assert "Not applicable: this row does not print this column." not in notes


def test_history_ends_with_the_month_of_the_report(make: Make) -> None:
    """What was said later is no part of it."""
    project = make(
        indicator("A"),
        **{
            FOLDER: (
                "ref,period,value,recorded\nA,2016-01,1,\nA,2016-02,7,\nA,2016-02,9,2016-05-01\n"
            )
        },
    )
    assert "Restatements" not in shown(project, "2016-01").text
    assert "Restatements" in shown(project, "2016-02").text


@pytest.mark.parametrize(
    ("rule", "values", "words"),
    [
        ("{decided_on: exact}", "1000 1096", "up 9.6%, from 1,000 to 1,096; that is similar"),
        ("{decided_on: exact, threshold: 0.3}", "1000 1004", "up 0.4%, from 1,000 to 1,004; that"),
        ("{}", "0.6 0.7", "up 17%, though both are printed as 1%; that is worse"),
    ],
)  # fmt: skip
def test_words_fit_the_arrow_and_the_figures(
    make: Make, rule: str, values: str, words: str
) -> None:
    """Also where rounding hides what was decided."""
    unit = "percent" if "." in values else "count"
    measure = None if unit == "percent" else "flow"
    project = make(
        "- " + "\n  ".join(
            f"{k}: {v}" for k, v in {
                "ref": "A", "title": "T", "area": "mash", "owner": "ann", "unit": unit,
                "measure": measure, "polarity": "low is good",
            }.items() if v
        ) + "\n",
        **{DATASET: f"dataset: d\ntitle: T\nchange: {rule}\n{COLUMNS}", FOLDER: observed(A=values)},
    )  # fmt: skip
    report = kpilib.report(project)
    assert str(change_in_words(report, report.rows[0], "m")).startswith(words)


def test_a_threshold_of_points_is_told_in_points(make: Make) -> None:
    """How to read it says what the rule says; links lead only to measures that are printed."""
    project = make(
        indicator("N") + indicator("M") + indicator("P", formula='"percent([N], [M])"'),
        **{DATASET: ("dataset: d\ntitle: T\nrows: [P]\ncolumns:\n  - {id: m, heading: Points,"
                     " formula: 'change(value, points=true)'}\n"),
           FOLDER: observed(N="1 2", M="4 4")},
    )  # fmt: skip
    root = shown(project)
    assert "An arrow shows a change of 10 points or more" in root.text
    ids = {one.attributes.get("id") for one in root.every()}
    assert all(one.attributes["href"][1:] in ids for one in root.all("a"))
    assert "Worked out from N, M" in root.text


def test_formulas_in_words_can_be_read_one_way_only(make: Make) -> None:
    """Brackets where a division stands, how many months have to have a figure, years pooled."""
    project = make(
        indicator("A") + indicator("C", formula='"percent([A], [A])"')
        + indicator("D", formula='"1/3 * [A] - 0.1"')
        + indicator("E", formula='"mean([A], months=3, at_least=2)"')
        + indicator("F", formula='"year_to_date([C])"')
        + indicator("G", formula='"total([A], months=3, at_least=1)"')
        + indicator("H", formula='"mean([A], months=3, at_least=all)"')
        + indicator("I", formula='"year_to_date([A])"')
        + indicator("J", formula='"year_to_date(rate([A]), at_least=6)"', denominator="children")
        + indicator("S", measure="stock") + indicator("K", formula='"year_to_date([S])"')
        + indicator("L", formula='"year_to_date([S] / [A])"')
    )  # fmt: skip
    words = {ref: formula_in_words(project.catalogue, ref, locale()) for ref in "DEFGHIJKL"}
    assert words == {
        "D": "((1 divided by 3) times A) minus 0.1",
        "E": "the mean of A over 3 months, if at least 2 months have a figure",
        "F": "C since the reporting year began, parts and wholes summed first",
        "G": "the total of A over 3 months, if at least one month has a figure",
        "H": "the mean of A over 3 months, if each of them has a figure",
        "I": "the total of A since the reporting year began",
        "J": "(A per 10,000 of Children) since the reporting year began, its part summed, "
        "its whole as it is in the month, if at least 6 months have a figure",
        "K": "S at the end of the month",
        "L": "(S divided by A) since the reporting year began, its whole summed, "
        "its part as it is in the month",
    }


def test_headings_ids_and_names_are_no_keys(make: Make) -> None:
    """A ref that is called like a text of ours, a person like a part of the page."""
    project = make(
        indicator("reason.zero", title="base", owner="main"),
        **{"specs/people.yaml": "people: {main: {name: Ann}, ann: {name: B}}\n"},
    )
    files = {path: data.decode() for path, data in Site(project).files()}
    assert page(files["measures/reason-zero.html"]).all("h1")[0].text == "reason.zero base"
    ids = [one.attributes.get("id") for one in page(files["owners.html"]).every()]
    assert ids.count("main") == 1


def test_a_population_is_no_measure_of_the_same_name() -> None:
    """Two boxes; a row that reads itself is not drawn across its own."""
    edges = [Edge("R", "S", "divides by"), Edge("R", "S", "reads"), Edge("S", "S", "reads")]
    text = drawn(edges, "x", lambda name: f"{name}.html")
    assert text.count("<rect") == 3
    assert text.count('href="R.html"') == 1
    assert text.count("<path") == 2 + 1
    assert drawn(edges[2:], "x", lambda name: None) == ""


def test_a_dataset_without_a_report_is_named(make: Make) -> None:
    """The dictionary is made without it."""
    project = make(
        indicator("A"),
        **{DATASET: "dataset: d\ntitle: T\ngeography: council\n",
           FOLDER: "ref,geography,period,value\nA,north,2016-01,1\nA,south,2016-01,1\n"},
    )  # fmt: skip
    site = Site(project)
    assert dict(site.files())
    assert "north, south" in site.left_out["d"]


def test_a_folder_of_somebody_else_is_not_filled(tmp_path: Path) -> None:
    """An index that is not ours stays; a list that cannot be read claims nothing."""
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(UsageError, match="name another folder"):
        fill(tmp_path, [("index.html", b"ours")])
    assert (tmp_path / "index.html").read_text() == "mine"
    (tmp_path / LIST).write_bytes(b"\xff\xfe")
    assert fill(tmp_path, [("index.html", b"ours")]) == 1


def test_names_of_lines_keep_their_figures_and_stay_in_the_picture(make: Make) -> None:
    """However many bodies there are, and however long they are called."""
    bodies = "".join(
        f"  - id: b{n}\n    title: Statistical neighbours average {n}\n    values:\n"
        f"      - {{ref: A, period: 2016-01, value: {n + 10}, basis: monthly}}\n"
        for n in range(20)
    )
    columns = "".join(f"  - {{id: c{n}, heading: B{n}, comparator: b{n}}}\n" for n in range(20))
    project = make(
        indicator("A"),
        **{"specs/comparators.yaml": f"comparators:\n{bodies}",
           DATASET: f"dataset: d\ntitle: T\ncolumns:\n{columns}", FOLDER: observed(A="12 30")},
    )  # fmt: skip
    chart = next(one for one in shown(project).all("svg") if one.attributes["class"] == "chart")
    texts = [one for one in chart.all("text") if one.attributes["class"] == "body"]
    assert texts
    assert all(re.fullmatch(r".* [0-9]+", one.text) for one in texts)
    heights = [float(one.attributes["y"]) for one in chart.all("text")]
    assert min(heights) > 0
    assert max(heights) < 200


def test_a_long_heading_makes_no_row_that_excel_refuses(make: Make) -> None:
    """A row is at most 409 points tall."""
    columns = f"columns:\n  - {{id: m, heading: '{'word ' * 60}', formula: mean(value)}}\n"
    project = make(indicator("A"), **{DATASET: f"dataset: d\ntitle: T\n{columns}",
                                      FOLDER: observed(A="1")})  # fmt: skip
    book = Book(to_xlsx(Publication(project, kpilib.report(project))))
    heights = re.findall(r' ht="([0-9.]+)"', " ".join(book.xml.values()))
    assert max(map(float, heights)) < 409


def test_sources_of_comparators_say_place_and_basis(shipped: Project) -> None:
    """And that an annual figure of a flow was divided."""
    book = Book(to_xlsx(Publication(shipped, kpilib.report(shipped, period="2016-09"))))
    head, *rows = book.sheets["Measures"]
    row = next(row for row in rows if row[0] == "CP1-NI")
    assert "England, 2014/15, annual, divided by 12 for a month: 138.5" in str(
        row[head.index("Comparators")]
    )
