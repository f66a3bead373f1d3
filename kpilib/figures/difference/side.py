"""One side of a comparison: declared things and observations that can be changed one by one."""

from __future__ import annotations

from functools import cached_property

from attrs import evolve, frozen

from kpilib.language.building import build
from kpilib.language.catalogue import Registers
from kpilib.language.dataset import Dataset
from kpilib.language.model import Indicator
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation, Observations
from kpilib.project.yaml.configuration import Configuration

#: what is told of a figure that is confidential now
WITHHELD = "withheld"
#: observations by ref and geography, restated ones too
Series = dict[tuple[str, str], tuple[Observation, ...]]


@frozen(kw_only=True, slots=False)
class Side:
    """Indicators in catalogue order, registers, one dataset, observations."""

    indicators: tuple[Indicator, ...]
    registers: Registers
    dataset: Dataset
    series: Series
    configuration: Configuration
    #: refs that may stand in what could not be read
    lost: frozenset[str] = frozenset()

    @classmethod
    def of(cls, project: Project, dataset: Dataset) -> Side:
        """Take a project apart."""
        series: dict[tuple[str, str], list[Observation]] = {}
        for row in project.observations(dataset.dataset).rows:
            series.setdefault((row.ref, row.geography), []).append(row)
        side = cls(
            indicators=tuple(project.catalogue),
            registers=project.catalogue.registers,
            dataset=dataset,
            series={key: tuple(rows) for key, rows in series.items()},
            configuration=project.configuration,
            lost=project.catalogue.lost,
        )
        if project.specs.columns[dataset.dataset].catalogue is project.catalogue:
            side.__dict__["project"] = project
        return side

    @cached_property
    def project(self) -> Project:
        """The side as a project, ready to be evaluated."""
        catalogue = build(self.indicators, self.registers, year_starts=self.dataset.year_starts)
        observations = Observations(row for rows in self.series.values() for row in rows)
        return Project.of(catalogue, self.dataset, observations, self.configuration)

    def changed(self, **given: object) -> Side:
        """Give the side with something else in it."""
        return evolve(self, **given)  # type: ignore[arg-type]

    @property
    def by_ref(self) -> dict[str, Indicator]:
        """The indicators by ref."""
        return {row.ref: row for row in self.indicators}
