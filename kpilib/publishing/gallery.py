"""All charts of a report as files: a trend a row, and small multiples of every area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpilib.project import Project
from kpilib.publishing.charts import small_multiples, trend_chart
from kpilib.publishing.publication import Publication
from kpilib.publishing.slugs import slugs
from kpilib.publishing.trends import in_words, trend
from kpilib.reports.model import Report


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
        yield from multiples(publication, "area_")


def multiples(publication: Publication, stem: str) -> Iterator[tuple[str, str]]:
    """Give small multiples of every area."""
    files = slugs(publication.areas)
    for area in publication.areas:
        drawing = small_multiples(publication.trends(area), publication.area_in_words(area))
        yield f"{stem}{files[area]}.svg", drawing
