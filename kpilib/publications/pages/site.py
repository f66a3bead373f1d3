"""The data dictionary as a static site: every measure, who owns it, what reads it, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from kpilib.figures.explanation.impact import Edge, graph
from kpilib.figures.report.assemble import report
from kpilib.figures.report.model import ReportRow
from kpilib.figures.report.words import change_in_words, month_heading
from kpilib.project.project import Project
from kpilib.publications.pages.news import News, news
from kpilib.publications.pages.rendering import environment, markup, rendered, script
from kpilib.publications.pages.report import Outside, to_html
from kpilib.publications.parts import drawing, lineage
from kpilib.publications.parts.definitions import Definition, Definitions
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.slugs import slugs
from kpilib.publications.parts.trends import in_words, trend
from kpilib.values.errors import UsageError
from kpilib.values.period import Period
from kpilib.values.wording.languages import DEFAULT
from kpilib.values.wording.locale import locale


class Printed(NamedTuple):
    """A report that the site holds."""

    page: str
    title: str
    publication: Publication

    @property
    def summaries(self) -> Any:
        """What moved."""
        return self.publication.summaries


class Site:
    """The pages of one project, in the language of its (first) dataset."""

    def __init__(
        self, project: Project, *, as_of: str | None = None, edited: Iterable[str] | None = None
    ) -> None:
        self._project, self._as_of = project.known_by(as_of), as_of
        self._edited = None if edited is None else tuple(edited)
        languages = [dataset.locale for dataset in project.datasets.values()]
        self._said = locale(languages[0] if languages else DEFAULT)
        self._definitions = Definitions(project.catalogue, self._said)
        self._names = slugs(project.catalogue.indicators)
        self._edges = graph(project)
        #: datasets without a report here, and why
        self.left_out: dict[str, str] = {}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Give every file of the site: its path, with ``/``, and what is in it.

        The same specs and observations give the same bytes. Raises UsageError where jinja2 or
        matplotlib is not installed.
        """
        environment()  # says what is missing before anything is written
        say = self._said.say
        yield from self._charts()
        yield "index.html", self._index()
        yield "owners.html", self._page("owners.html", say("site.owners"), people=self._people())
        retired = [one for one in self._all if one.ended]
        yield "retired.html", self._page("retired.html", say("site.retired"), retired=retired)
        yield (
            "changed.html",
            self._page("changed.html", say("site.changed"), **self._news()._asdict()),
        )
        yield "lineage.html", self._lineage()
        for row in self._project.catalogue:
            yield f"measures/{self._names[row.ref]}.html", self._measure(row.ref)
        outside = Outside(lambda ref: f"../measures/{self._names[ref]}.html", "../index.html")
        for one in self._reports:
            yield one.page, to_html(one.publication, outside).encode()

    @cached_property
    def _all(self) -> tuple[Definition, ...]:
        return tuple(self._definitions[row.ref] for row in self._project.catalogue)

    @cached_property
    def _reports(self) -> tuple[Printed, ...]:
        """The last report of each dataset that has observations."""
        found = []
        names = slugs(self._project.datasets)
        for dataset in self._project.datasets:
            try:
                last = report(self._project, dataset, as_of=self._as_of)
            except UsageError as error:
                self.left_out[dataset] = str(error)
                continue
            publication = Publication(
                self._project, last, as_of=self._as_of, definitions=self._definitions,
                names=self._names,
            )  # fmt: skip
            month = publication.said.format(Period.parse(last.period))
            title = self._said.say("report.head", title=last.title, period=month)
            found.append(Printed(f"reports/{names[dataset]}.html", title, publication))
        return tuple(found)

    def _menu(self) -> list[tuple[str, str]]:
        names = ("owners", "retired", "changed", "lineage")
        menu = [("index.html", self._said.say("site.home"))]
        menu += [(f"{name}.html", self._said.say(f"site.{name}")) for name in names]
        if any(one.publication.areas for one in self._reports):
            menu.append(("charts.html", self._said.say("site.charts")))
        return menu + [(one.page, one.title) for one in self._reports]

    def _page(self, template: str, head: str, *, here: str | None = None, **values: Any) -> bytes:
        """Fill a template; pages of measures lie one folder below."""
        up = "../" if here and "/" in here else ""
        common = {
            "lang": self._said.name, "say": self._said.say, "up": up, "menu": self._menu(),
            "here": here or template, "names": self._names,
            "head": head,
            "page": lambda ref: f"{up}measures/{self._names[ref]}.html",
            "day": self._day, "month": self._month,
        }  # fmt: skip
        return rendered(template, **(common | values)).encode()

    def _day(self, date: str | None) -> str:
        return self._said.say("page.start") if date is None else self._said.day(date)

    def _month(self, month: int) -> str:
        return self._said.format(Period.month(month))

    def _index(self) -> bytes:
        said = self._said
        registered = self._project.catalogue.registers.areas.values()
        areas: dict[str, list[Definition]] = {area.name: [] for area in registered}
        for one in self._all:
            areas.setdefault(one.area, []).append(one)
        text, digest = script()
        kept = [(area, found) for area, found in areas.items() if found]
        number = said.count("site.areas", len(kept))
        return self._page(
            "index.html", said.say("site.title"), areas=kept, script=text, script_hash=digest,
            intro=said.count("site.intro", len(self._all), areas=number),
            found_one=said.say("site.found one"), found_many=said.say("site.found many"),
        )  # fmt: skip

    def _people(self) -> list[dict[str, Any]]:
        said, found = self._said, []
        for person in self._project.catalogue.registers.people.values():
            measures = [
                (self._definitions[row.ref], said.say(f"site.{role}"))
                for row in self._project.catalogue
                for role, who in (("owned", row.owner), ("answers", row.accountable))
                if who == person.id
            ]
            left = "" if person.left is None else self._month(person.left)
            if measures:
                found.append(
                    {"id": person.id, "name": person.name, "left": left, "measures": measures}
                )
        return found

    def _news(self) -> News:
        return news(self._project, self._reports, self._definitions, self._edited)

    def _lineage(self) -> bytes:
        said = self._said
        named = {name for edge in self._edges for name in (edge.source, edge.target)}
        shown: Any = None
        if 0 < len(named) <= lineage.MOST:
            shown = markup(lineage.drawn(self._edges, said.say("site.lineage"), self._address))
        lone = [row.ref for row in self._project.catalogue if row.ref not in named]
        alone = said.say("site.lineage alone", refs=", ".join(lone)) if lone else ""
        edges = [
            (e.source, e.target, said.say(f"site.{e.how}"), e.how == "reads") for e in self._edges
        ]
        return self._page(
            "lineage.html", said.say("site.lineage"), lineage=shown, edges=edges, alone=alone
        )

    def _address(self, name: str, up: str = "") -> str | None:
        return f"{up}measures/{self._names[name]}.html" if name in self._names else None

    def _measure(self, ref: str) -> bytes:
        said = self._said
        edges: list[Edge] = lineage.around(ref, self._edges)
        words = [
            said.say(
                "page.edge" if edge.how == "reads" else "page.edge divides",
                source=edge.source, target=edge.target,
            )
            for edge in edges
        ]  # fmt: skip
        shown: Any = None
        if edges and len(edges) <= lineage.MOST:
            alt = said.say("page.lineage alt", ref=ref, edges=" ".join(words[:20]))
            shown = markup(lineage.drawn(edges, alt, lambda name: self._address(name, "../")))
        one = self._definitions[ref]
        here = f"measures/{self._names[ref]}.html"
        return self._page(
            "page.html", f"{one.ref} {one.title}", here=here, one=one, lineage=shown, edges=words,
            charts=list(self._shown(ref)),
        )  # fmt: skip

    def _shown(self, ref: str) -> Iterator[dict[str, Any]]:
        """Give what the reports print of a measure."""
        for printed in self._reports:
            publication, found = printed.publication, printed.publication.report
            for row in found.rows:
                if row.ref == ref:
                    yield self._in_report(printed, publication, row)

    def _in_report(
        self, printed: Printed, publication: Publication, row: ReportRow
    ) -> dict[str, Any]:
        found, said = publication.report, publication.said
        shown = trend(found, row, said)
        notes = publication.new_notes()
        marked = row.marked()
        moves = (
            (heading, change_in_words(found, row, name)) for name, heading in found.headings.items()
        )
        return {
            "title": found.title,
            "chart": markup(drawing.chart(shown, in_words(shown, said), said)),
            "words": [f"{heading}: {words}." for heading, words in moves if words],
            "months": [
                (month_heading(found, cell.period), marked[cell.period], notes.words(row.ref, cell))
                for cell in row.values
            ],
            "report": printed.page,
            "report_title": printed.title,
            "history": publication.restated.get(row.ref, ()),
        }

    def _charts(self) -> Iterator[tuple[str, bytes]]:
        """Give the small multiples of each area, and the page that shows them."""
        from kpilib.publications.parts.gallery import multiples

        shown = []
        for printed in self._reports:
            publication = printed.publication
            stem = printed.page.removesuffix(".html").replace("reports/", "charts/")
            for one in multiples(publication, f"{stem}/"):
                title = f"{publication.report.title}: {one.title}"
                shown.append({"title": title, "file": one.file, "words": one.words})
                yield one.file, one.drawing.encode()
        if shown:
            yield (
                "charts.html",
                self._page("charts.html", self._said.say("site.charts"), charts=shown, images=True),
            )
