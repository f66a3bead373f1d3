"""The report as a page: whole, readable without seeing it, and every empty cell explained."""

from __future__ import annotations

import itertools
import re

import pytest

import kpilib
from kpilib import Project, Report
from kpilib.publications.pages.report import to_html
from kpilib.publications.parts.publication import Publication
from tests.conftest import Make, indicator, observed
from tests.publishing.reading import Element, page


@pytest.fixture(scope="module")
def report(shipped: Project) -> Report:
    return kpilib.report(shipped, period="2016-09")


@pytest.fixture(scope="module")
def html(shipped: Project, report: Report) -> str:
    return to_html(Publication(shipped, report))


@pytest.fixture(scope="module")
def root(html: str) -> Element:
    return page(html)


def cells(root: Element) -> dict[str, list[Element]]:
    """Give the cells of each row by ref, without the chart and the owner."""
    tables = [one for one in root.all("table") if one.attributes.get("class") == "wide"]
    rows = [row for table in tables for row in table.all("tbody")[0].all("tr")]
    return {row.all("th")[0].all("a")[0].text: row.all("td")[:-2] for row in rows}


def test_page_begins_with_title_key_and_what_moved(root: Element) -> None:
    """Title and month, how to read it, what moved, then the areas in printed order."""
    assert root.all("title")[0].text == "Children and Families Monthly Dataset, September 2016"
    heads = [one.text for one in root.all("h2")]
    assert heads == [
        "How to read it", "What moved", "MASH", "CiN", "Assts", "CP", "LAC", "Notes",
        "The measures",
    ]  # fmt: skip
    levels = [int(one.name[1]) for one in headings(root)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def headings(root: Element) -> list[Element]:
    found = []
    for child in root.children:
        if isinstance(child, Element):
            found += [child] if re.fullmatch("h[1-6]", child.name) else headings(child)
    return found


def test_what_moved_tells_judged_rows_first_and_the_worse_before_the_better(root: Element) -> None:
    """With figures, and in words."""
    section = next(one for one in root.all("section") if one.attributes.get("id") == "moved")
    month = section.all("section")[0]
    assert [one.text for one in month.all("h4")] == [
        "Worse (5)",
        "Better (1)",
        "Moved, not judged (21)",
    ]
    first = month.all("li")[0].text
    assert first.startswith("CP5-QL New child protection plans")
    assert first.endswith("up 871%, from 3% to 29%; that is worse: lower is better")


def test_every_cell_shows_its_printed_text(root: Element, report: Report) -> None:
    """950 cells, in the order of months and columns, under the heads they belong to."""
    shown = cells(root)
    heads = [report.headings[name] for name in report.headings]
    number = 0
    for row in report.rows:
        for (name, text), cell in zip(row.texts().items(), shown[row.ref], strict=True):
            number += 1
            assert cell.text.startswith(text), (row.ref, name)
            if name in report.headings:
                assert cell.attributes["data-h"] in heads
    assert number == 950


def test_every_change_says_its_direction_in_words(root: Element, report: Report) -> None:
    """An arrow and a word, never colour alone."""
    shown = cells(root)
    words = {"up": "up", "down": "down", "similar": "similar"}
    verdicts = {"positive": ", better", "negative": ", worse"}
    for row in report.rows:
        for (name, cell), element in zip(row.columns.items(), shown[row.ref][13:], strict=True):
            if cell.direction is not None:
                word = words[cell.direction] + verdicts.get(cell.judgement or "", "")
                assert element.text == f"{cell.text} {word}", (row.ref, name)


def test_every_empty_cell_leads_to_a_note_that_says_why(root: Element, report: Report) -> None:
    """The marker is a link, the note is there, and it tells the reason in words."""
    notes = {one.attributes["id"]: one.text for one in root.all("li") if "id" in one.attributes}
    shown = cells(root)
    told = set()
    for row in report.rows:
        reasons = [cell.reason for cell in (*row.values, *row.columns.values())]
        for reason, element in zip(reasons, shown[row.ref], strict=True):
            links = [one for one in element.all("a") if one.attributes.get("class") == "n"]
            assert bool(links) == (reason is not None)
            for link in links:
                note = notes[link.attributes["href"].removeprefix("#")]
                assert link.text == f"[note {link.attributes['href'].removeprefix('#note-')}]"
                assert note.lower().startswith(str(reason)), (row.ref, reason, note)
                told.add(note)
    assert told == set(notes.values())
    assert "Not yet collected: the measure begins in August 2016." in told
    assert "Ended: the measure was last reported for July 2016." in told


def test_every_figure_leads_to_the_page_of_its_measure(root: Element, report: Report) -> None:
    """And the page says what it means, where it comes from and who answers for it."""
    pages = {one.attributes["id"]: one for one in root.all("article")}
    for ref, elements in cells(root).items():
        for element in elements:
            links = [one for one in element.all("a") if one.attributes.get("class") != "n"]
            for link in links:
                target = pages[link.attributes["href"].removeprefix("#")]
                assert target.all("h3")[0].text.startswith(f"{ref} ")
    assert len(pages) == len(report.rows)
    text = pages["m-m2-ni"].text
    for words in (
        "rate([M2])", "M2 per 10,000 of Children aged 0 to 17",
        "Children aged 0 to 17, September 2016: 49,209, newer mid-year estimate",
        "worked out from the printed rates", "Jane White", "Catherine Parkin",
        "% change from Aug 16: up 35%, from 63 to 85.",
    ):  # fmt: skip
        assert words in text
    assert "Replaced by EH1a, EH1b" in pages["m-eh1"].text


def test_every_link_within_the_page_leads_somewhere_and_none_leads_out(root: Element) -> None:
    """Ids are unique; no address, no script, no other file."""
    ids = [one.attributes["id"] for one in root.every() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    for link in root.all("a"):
        assert link.attributes["href"].removeprefix("#") in ids
    names = {one.name for one in root.every()}
    assert not names & {"script", "img", "iframe", "object", "link", "form"}
    assert not [one for one in root.every() if {"src", "style"} & set(one.attributes)]


def test_tables_have_captions_and_scoped_heads(root: Element) -> None:
    """So that a reader who hears the page knows of what row and column a figure is."""
    assert all(table.all("caption") for table in root.all("table"))
    assert all(head.attributes.get("scope") in ("col", "row") for head in root.all("th"))
    charts = [one for one in root.all("svg") if one.attributes["class"] == "spark"]
    assert len(charts) == 50
    assert all(one.attributes["role"] == "img" for one in charts)
    assert charts[0].attributes["aria-label"] == (
        "M1 Contacts received, whether or not they lead to a referral. 1,172 in Sep 15, 1,480 in"
        " Sep 16. Lowest 1,009 in Oct 15, highest 1,480 in Sep 16. 12-month mean 1,211."
    )


def test_charts_show_mean_and_comparators(root: Element) -> None:
    """A dashed line and a dotted one, by name; what lies far off is named and not drawn."""
    chart = {one.attributes["id"]: one.all("svg")[0] for one in root.all("article")}
    kinds = [one.attributes.get("class") for one in chart["m-cp6b-ni"].all("path")]
    assert kinds.count("mean") == 1
    assert kinds.count("body") >= 1
    assert "England 43" in chart["m-cp6b-ni"].text
    assert "↑ England 2628" in chart["m-lac13"].text


def test_same_report_gives_the_same_bytes_and_stays_small(
    shipped: Project, report: Report, html: str
) -> None:
    """Below 400 KB, with the pages of all measures."""
    assert to_html(Publication(shipped, report)) == html
    assert len(html.encode()) < 400_000


def test_restated_figures_are_marked_and_their_history_told(make: Make) -> None:
    """What was said first and what from which day on."""
    project = make(
        indicator("A"),
        **{"specs/d/observations/a.csv": (
            "ref,period,value,recorded,note\nA,2016-01,17,,\nA,2016-01,18,2016-11-03,late return\n"
        )},
    )  # fmt: skip
    root = page(to_html(Publication(project, kpilib.report(project))))
    text = root.all("article")[0].text
    assert "Restatements" in text
    assert "January 2016 from the start 17" in text
    assert "January 2016 3 November 2016 18 late return" in text
    assert "18 (r)" in cells(root)["A"][-1].text
    assert "(r) restated." in root.text


def test_changes_since_a_day_stand_in_the_page(make: Make) -> None:
    """As they do in text and Markdown."""
    from kpilib.figures.report.changes import with_changes

    project = make(
        indicator("A"),
        **{"specs/d/observations/a.csv": (
            "ref,period,value,recorded\nA,2016-01,17,\nA,2016-01,18,2016-11-03\n"
        )},
    )  # fmt: skip
    found = with_changes(project, kpilib.report(project), None, None)
    assert "Changed since 2 November 2016" in to_html(Publication(project, found))


def test_a_report_without_any_figure_is_still_a_page(make: Make) -> None:
    """No chart, no mean, every cell with its note."""
    project = make(indicator("A"), **{"specs/d/observations/a.csv": observed(A="1")})
    empty = kpilib.report(project, period="2015-01")
    root = page(to_html(Publication(project, empty)))
    assert root.all("svg") == []
    assert "Not reported: no figure was given for this month." in root.text
