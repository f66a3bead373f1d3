"""The data dictionary: a page a measure, who owns what, what is retired, what changed."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

from kpilib import Project
from kpilib.figures.explanation.impact import graph
from kpilib.publications.pages.folder import LIST, fill
from kpilib.publications.pages.site import Site
from kpilib.publications.parts.lineage import around, drawn
from tests.conftest import Make, indicator, observed
from tests.publishing.reading import Element, page


@pytest.fixture(scope="module")
def files(shipped: Project) -> dict[str, bytes]:
    return dict(Site(shipped).files())


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, Element]:
    return {path: page(data.decode()) for path, data in files.items() if path.endswith(".html")}


def test_every_link_of_every_page_leads_to_a_page(
    files: dict[str, bytes], pages: dict[str, Element]
) -> None:
    """Within the site, and to a place that is there."""
    for path, root in pages.items():
        links = [one.attributes["href"] for one in root.all("a")]
        links += [one.attributes["src"] for one in root.all("img")]
        for link in links:
            address, _, place = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
            target = target if address else path
            assert target in files, (path, link)
            if place:
                ids = {one.attributes.get("id") for one in pages[target].every()}
                assert place in ids, (path, link)


def test_each_measure_has_a_page_with_its_lineage(pages: dict[str, Element]) -> None:
    """What it reads and what reads it, as links and as a drawing."""
    measures = {path: root for path, root in pages.items() if path.startswith("measures/")}
    assert len(measures) == 50
    root = measures["measures/m2.html"]
    assert "M2-NI reads M2. M3 reads M2. M6-QL reads M2." in root.text
    drawing = next(one for one in root.all("svg") if one.attributes["class"] == "lineage")
    assert [one.attributes["href"] for one in drawing.all("a")] == [
        "../measures/m2.html", "../measures/m2-ni.html", "../measures/m3.html",
        "../measures/m6-ql.html",
    ]  # fmt: skip
    empty = measures["measures/eh1a.html"].text
    assert "New measure from Aug 16 Not yet collected: the measure begins in August 2016." in empty


def test_index_lists_by_area_and_is_whole_without_its_script(pages: dict[str, Element]) -> None:
    """The search is shown by the script that needs it."""
    index = pages["index.html"]
    assert [one.text for one in index.all("h2")] == ["MASH", "CiN", "Assts", "CP", "LAC"]
    assert len([row for body in index.all("tbody") for row in body.all("tr")]) == 50
    assert "hidden" in index.all("form")[0].attributes
    scripts = [path for path, root in pages.items() if root.all("script")]
    assert scripts == ["index.html"]


def test_owners_retired_and_changed_are_told(pages: dict[str, Element]) -> None:
    """From the registers, the lifecycle and the report's month."""
    assert "Jane White" in [one.text for one in pages["owners.html"].all("h2")]
    retired = pages["retired.html"].text
    assert "EH1 Children with a Universal Help plan" in retired
    assert "July 2016, the last month reported EH1a, EH1b" in retired
    changed = pages["changed.html"].text
    assert "LAC14 Introduced: Unaccompanied asylum-seeking children, new in the month" in changed
    assert "Children aged 0 to 17 New figure in force: 49,209" in changed
    assert "up 871%, from 3% to 29%; that is worse: lower is better" in changed


def test_figures_of_the_report_lead_to_the_dictionary(pages: dict[str, Element]) -> None:
    """And it holds no pages of its own then."""
    root = pages["reports/children-and-families-monthly.html"]
    links = [one.attributes["href"] for table in root.all("table") for one in table.all("a")]
    assert links.count("../measures/m1.html") == 18
    assert root.all("article") == []


def test_edited_definitions_are_told_where_they_are_asked_for(make: Make) -> None:
    """In words, on the page of what changed."""
    project = make(indicator("A"))
    files = dict(Site(project, edited=["M1: title changed"]).files())
    assert b"<li>M1: title changed</li>" in files["changed.html"]
    assert b"No definition was edited." in dict(Site(project, edited=()).files())["changed.html"]
    assert b"Definitions edited" not in dict(Site(project).files())["changed.html"]


def test_same_specs_give_the_same_bytes(shipped: Project, files: dict[str, bytes]) -> None:
    """Pages and drawings."""
    assert dict(Site(shipped).files()) == files


def test_a_project_without_observations_has_a_dictionary(make: Make) -> None:
    """No report, no chart; the definitions are there."""
    files = dict(Site(make(indicator("A") + indicator("CON"))).files())
    assert "measures/con-1.html" in files
    assert not [path for path in files if path.startswith(("reports/", "charts"))]


def test_lineage_is_layered_from_what_is_read(shipped: Project) -> None:
    """What reads stands right of what it reads."""
    edges = graph(shipped)
    text = drawn(edges, "all", lambda name: None)
    places = {
        name: int(x)
        for x, name in re.findall(r'<rect x="([0-9]+)"[^>]*/><text[^>]*>([^<]*)</text>', text)
    }
    assert all(places[edge.source] < places[edge.target] for edge in edges)
    assert {edge.target for edge in around("M2", edges)} == {"M2-NI", "M3", "M6-QL"}


def test_a_chain_and_a_cycle_are_drawn(shipped: Project) -> None:
    """Ten thousand steps need no deep stack; a cycle, which is a finding, does no harm."""
    first = graph(shipped)[0]
    chain = [first._replace(source=str(n), target=str(n + 1)) for n in range(10_000)]
    assert drawn(chain, "chain", lambda name: None).count("<rect") == 10_001
    assert drawn([chain[0], chain[0]._replace(source="1", target="0")], "x", lambda name: None)


def test_a_folder_loses_pages_of_measures_that_are_gone(tmp_path: Path) -> None:
    """Whatever else lies there is let alone, whatever the list of files claims."""
    (tmp_path / "mine.html").write_text("mine")
    outside = tmp_path.parent / "outside.html"
    outside.write_text("not ours")
    assert fill(tmp_path / "site", [("index.html", b"1"), ("measures/a.html", b"2")]) == 2
    known = tmp_path / "site" / LIST
    known.write_text(known.read_text() + "../../outside.html\n../mine.html\n")
    fill(tmp_path / "site", [("index.html", b"3")])
    assert (tmp_path / "site" / "index.html").read_bytes() == b"3"
    assert not (tmp_path / "site" / "measures" / "a.html").exists()
    assert outside.exists()
    assert (tmp_path / "mine.html").exists()


def test_several_datasets_have_a_report_each(make: Make) -> None:
    """Named by their ids."""
    project = make(
        indicator("A"),
        **{"specs/e/dataset.yaml": "dataset: e\ntitle: Other\n",
           "specs/d/observations/a.csv": observed(A="1 2"),
           "specs/e/observations/a.csv": observed(A="3")},
    )  # fmt: skip
    files = dict(Site(project).files())
    assert {"reports/d.html", "reports/e.html"} <= set(files)
    text = page(files["measures/a.html"].decode()).text
    assert "Chart: Example" in text
    assert "Chart: Other" in text
