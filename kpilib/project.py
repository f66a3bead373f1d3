"""A project in memory: its specs, its observations, and what the rules found."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from kpilib.errors import UsageError
from kpilib.findings import Fault, Finding
from kpilib.spec.catalogue import Catalogue
from kpilib.spec.configuration import Configuration

if TYPE_CHECKING:
    from pathlib import Path

    from kpilib.spec.dataset import Dataset
    from kpilib.spec.loader import Specs
    from kpilib.store.csv_folder import Cell
    from kpilib.store.observations import Observations


class Project:
    """The specs of one folder and the observations beside them.

    Observations are read when they are first asked for. ``findings`` is empty until the rules
    have run, which `kpilib.read` sees to.
    """

    def __init__(self, specs: Specs) -> None:
        self.specs = specs
        #: every finding of the rules, in the order of the files
        self.findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        what = f"{len(self.catalogue)} indicators, {len(self.datasets)} datasets"
        return f"Project({self.configuration.root}: {what}, {len(self.findings)} findings)"

    @property
    def configuration(self) -> Configuration:
        """What the project file says."""
        return self.specs.configuration

    @property
    def root(self) -> Path:
        """The folder of the project file."""
        from pathlib import Path

        return Path(self.specs.configuration.root)

    @property
    def catalogue(self) -> Catalogue:
        """Every indicator."""
        return self.specs.catalogue

    @property
    def datasets(self) -> Mapping[str, Dataset]:
        """The datasets by id."""
        return self.specs.datasets

    def dataset(self, name: str | None = None) -> Dataset:
        """Give a dataset: the one named, the configured one or the only one; else UsageError."""
        wanted = name or self.configuration.dataset
        if wanted is None and len(self.datasets) == 1:
            return next(iter(self.datasets.values()))
        if wanted is not None and wanted in self.datasets:
            return self.datasets[wanted]
        there = f"there are {', '.join(self.datasets)}" if self.datasets else "there is none"
        if wanted is None:
            raise UsageError(f"which dataset? {there}")
        raise UsageError(f"no dataset is called `{wanted}`: {there}")

    @cached_property
    def _read(self) -> dict[str, tuple[Observations, tuple[Fault, ...], int]]:
        if not self.datasets:
            return {}
        from kpilib.store.csv_folder import read_observations

        return {
            name: read_observations(
                self.configuration, f"{folder}/observations", self.datasets[name].geography
            )
            for name, folder in self.specs.folders.items()
        }

    def observations(self, name: str | None = None) -> Observations:
        """Give the observations of a dataset."""
        return self._read[self.dataset(name).dataset][0]

    @property
    def is_observed(self) -> bool:
        """Say whether any dataset has observations."""
        return any(len(observations) for observations, _, _ in self._read.values())

    def published(
        self, name: str, period: str
    ) -> tuple[tuple[Cell, ...] | None, tuple[Fault, ...]]:
        """Give what was printed in a report; None where that is not recorded."""
        from kpilib.store.csv_folder import read_published

        return read_published(self.configuration, f"{self.specs.folders[name]}/published", period)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What reading the specs and the observations found."""
        return (*self.specs.faults, *(f for _, faults, _ in self._read.values() for f in faults))

    @property
    def files(self) -> int:
        """How many files were read."""
        return self.specs.files + sum(files for _, _, files in self._read.values())
