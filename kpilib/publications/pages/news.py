"""What changed in the month of each report: measures, definitions, populations, figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from kpilib.project.project import Project
from kpilib.publications.parts.definitions import Definitions
from kpilib.publications.parts.publication import Publication
from kpilib.values.period import Period


class Printed(Protocol):
    """A report of the site."""

    @property
    def publication(self) -> Publication:
        """What it says."""


class Line(NamedTuple):
    """One thing that changed; a measure has a page."""

    ref: str | None
    name: str
    words: str


class News(NamedTuple):
    """Months with what changed in them, the definitions edited (None: nobody asked), reports."""

    months: tuple[tuple[str, tuple[Line, ...]], ...]
    edited: tuple[str, ...] | None
    reports: Sequence[Any]


def news(
    project: Project,
    reports: Sequence[Printed],
    definitions: Definitions,
    edited: tuple[str, ...] | None,
) -> News:
    """Give what changed in the months of the reports, each month once."""
    months: dict[int, tuple[Line, ...]] = {}
    for one in reports:
        month = Period.parse(one.publication.report.period).first
        own = [*_definitions(project, definitions, month), *_restated(one, month)]
        months[month] = (*months.get(month, ()), *own)
    told = tuple(
        (definitions.month(month), tuple(dict.fromkeys(lines)))
        for month, lines in sorted(months.items(), reverse=True)
    )
    return News(told, edited, reports)


def _definitions(project: Project, definitions: Definitions, month: int) -> Iterator[Line]:
    said = definitions.said
    for row in project.catalogue:
        if row.introduced == month:
            yield Line(row.ref, row.ref, said.say("site.changed introduced", title=row.title))
        if row.ended == month:
            yield Line(row.ref, row.ref, said.say("site.changed ended", title=row.title))
        if month in row.breaks:
            yield Line(row.ref, row.ref, said.say("site.changed break", title=row.title))
    for known in project.catalogue.registers.denominators.values():
        for value in known.values:
            if value.since == month:
                source = definitions.population(known.title, value)
                kind = source.kind or said.say("page.no source")
                words = said.say("site.changed population", value=source.value, reference=kind)
                place = f" ({source.geography})" if source.geography else ""
                yield Line(None, f"{known.title}{place}", words)


def _restated(one: Printed, month: int) -> Iterator[Line]:
    """Give the measures of which figures were restated on a day of the month or the next one."""
    said = one.publication.said
    days = {str(Period.month(month)), str(Period.month(month + 1))}
    for ref, cells in one.publication.restated.items():
        number = sum((cell.vintages[-1].recorded or "")[:7] in days for cell in cells)
        if number:
            yield Line(ref, ref, said.count("site.changed restated", number))
