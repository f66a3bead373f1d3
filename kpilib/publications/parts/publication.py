"""A publication: a report with all that is said around it, ready for a page or a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from kpilib.figures.report.model import Report, ReportRow
from kpilib.figures.report.summary import Summary, summaries
from kpilib.figures.report.words import language_of
from kpilib.language.columns import printed_rows, prints
from kpilib.project.project import Project
from kpilib.project.stores.protocol import Asked
from kpilib.publications.parts.definitions import Definition, Definitions
from kpilib.publications.parts.notes import Notes
from kpilib.publications.parts.restatements import Restatement, restatements
from kpilib.publications.parts.slugs import slugs
from kpilib.publications.parts.trends import Trend, in_words, trend
from kpilib.values.period import Period

#: so many rows are drawn in one picture
MOST_TOGETHER = 48


class Publication:
    """A report of a project, and what pages and workbooks say beside its figures.

    `definitions` and `names` may be shared by the publications of one catalogue and language.
    """

    def __init__(
        self,
        project: Project,
        report: Report,
        *,
        as_of: str | None = None,
        definitions: Definitions | None = None,
        names: dict[str, str] | None = None,
    ) -> None:
        self.project, self.report, self.as_of = project.known_by(as_of), report, as_of
        self.said = language_of(report)
        self.definitions = definitions or Definitions(self.project.catalogue, self.said)
        #: ref to the name of its page
        self.names = names or slugs(project.catalogue.indicators)
        self.notes = self.new_notes()

    def new_notes(self) -> Notes:
        """Give notes of the report, none told yet."""
        dataset = self.project.dataset(self.report.dataset)
        left_out = frozenset(
            (row.ref, column.id)
            for row in printed_rows(self.project.catalogue, dataset)
            for column in dataset.columns
            if not prints(row, column)
        )
        return Notes(self.project.catalogue, self.said, self.report.kinds, left_out)

    def definition(self, row: ReportRow) -> Definition:
        """Give what a row means, judged as the dataset judges it."""
        polarity = self.said.say(f"polarity.{row.polarity}")
        return self.definitions[row.ref]._replace(polarity=polarity)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """How to read directions and judgements."""
        if all(kind.name != "change" for kind in self.report.kinds.values()):
            return ()
        size = self.said.number(f"{float(self.report.threshold):g}")
        points = {kind.points for kind in self.report.kinds.values() if kind.name == "change"}
        sizes = [f"{size}%"] if False in points else []
        sizes += [self.said.say("change.points", size=size)] if True in points else []
        lines = [self.said.say("report.key direction", threshold=" / ".join(sizes))]
        rule = self.project.dataset(self.report.dataset).change
        lines.append(self.said.say(f"report.key basis {rule.basis}"))
        if rule.decided_on == "exact":
            lines.append(self.said.say("report.key exact"))
        return (*lines, self.said.say("report.key judgement"))

    @cached_property
    def areas(self) -> dict[str, tuple[ReportRow, ...]]:
        """The rows by the name of their service area, in printed order."""
        found: dict[str, list[ReportRow]] = {}
        for row in self.report.rows:
            found.setdefault(row.area or self.said.say("report.no area"), []).append(row)
        return {area: tuple(rows) for area, rows in found.items()}

    def trends(self, area: str) -> Iterator[list[Trend]]:
        """Yield the trends of the rows of an area, as many at once as a picture shows."""
        rows = self.areas[area]
        for start in range(0, len(rows), MOST_TOGETHER):
            shown = rows[start : start + MOST_TOGETHER]
            yield [trend(self.report, row, self.said) for row in shown]

    def in_words(self, area: str, shown: Iterable[Trend]) -> str:
        """Say what small multiples of an area show."""
        words = " ".join(in_words(one, self.said) for one in shown)
        return self.said.say("chart.multiples", area=area, all=words)

    @cached_property
    def summaries(self) -> tuple[Summary, ...]:
        """What moved, by change column."""
        return summaries(self.report)

    @cached_property
    def restated(self) -> dict[str, tuple[Restatement, ...]]:
        """The restated figures of this geography by ref."""
        rows = self.project.rows(
            self.report.dataset, Asked(None, frozenset({self.report.geography}))
        )
        last = Period.parse(self.report.period).first
        return restatements(rows, self.definitions, last, self.as_of)
