"""All charts of a report as files: a trend a row, and small multiples of every area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kpilib.figures.report.model import Report
from kpilib.project.project import Project
from kpilib.publications.parts.charts import small_multiples, trend_chart
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.slugs import slugs
from kpilib.publications.parts.trends import in_words, trend


def gallery(
    project: Project, report: Report, refs: Iterable[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Give names of files and SVGs: ``m1.svg`` of each row asked for, ``area_mash.svg``.

    No row's name has a ``_``, and with `refs` there are no areas. Raises UsageError for a ref that
    is none, and where matplotlib is not installed.
    """
    publication = Publication(project, report)
    said = publication.said
    wanted = None if refs is None else set(project.catalogue.asked(refs))
    for row in report.rows:
        if wanted is None or row.ref in wanted:
            shown = trend(report, row, said)
            yield f"{publication.names[row.ref]}.svg", trend_chart(shown, in_words(shown, said))
    if wanted is None:
        for one in multiples(publication, "area_"):
            yield one.file, one.drawing


class Multiples(NamedTuple):
    """Small multiples of an area, or of a part of its rows."""

    title: str
    file: str
    words: str
    drawing: str


def multiples(publication: Publication, stem: str) -> Iterator[Multiples]:
    """Yield small multiples of every area; of a large one several, each of some rows."""
    files = slugs(publication.areas)
    for area in publication.areas:
        for number, shown in enumerate(publication.trends(area), 1):
            words = publication.in_words(area, shown)
            title, name = area, f"{stem}{files[area]}"
            if number > 1:
                # two dashes: no other name has them
                title, name = f"{area} ({number})", f"{name}--{number}"
            yield Multiples(title, f"{name}.svg", words, small_multiples(shown, words))
