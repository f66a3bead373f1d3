"""A project in memory: its specs, its observations, and what the rules found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING

from kpilib.language.catalogue import Catalogue
from kpilib.project.yaml.configuration import CSV, Configuration
from kpilib.values.errors import StoreError, UsageError
from kpilib.values.files import UNREADABLE
from kpilib.values.findings import Fault, Findings, Span

if TYPE_CHECKING:
    from pathlib import Path

    from kpilib.language.dataset import Dataset
    from kpilib.project.panel import Panel
    from kpilib.project.stores.csv_folder import Cell
    from kpilib.project.stores.observations import Observation, Observations
    from kpilib.project.stores.protocol import Asked, Store
    from kpilib.project.yaml.cases import Case
    from kpilib.project.yaml.loader import Specs


class Project:
    """The specs of one folder and the observations beside them.

    Observations are read when they are first asked for. ``findings`` is empty until the rules
    have run, which `kpilib.read` sees to.
    """

    def __init__(self, specs: Specs) -> None:
        self.specs = specs
        #: every finding of the rules, in the order of the files
        self.findings = Findings()
        #: what the specs were before, where somebody asks for a comparison
        self.base: Project | None = None
        #: whether an earlier vintage tells what is confidential now, for the office's own eyes
        self.is_restricted = False
        self._panels: dict[tuple[str, str | None], Panel] = {}
        self._known: dict[str, Project] = {}

    @classmethod
    def of(
        cls, catalogue: Catalogue, dataset: Dataset, observations: Observations,
        configuration: Configuration | None = None,
    ) -> Project:  # fmt: skip
        """Give a project in memory: a catalogue, one dataset and its observations."""
        from kpilib.language.columns import Columns
        from kpilib.project.yaml.loader import Specs

        name = dataset.dataset
        specs = Specs(
            configuration=(configuration or Configuration(root="."))._replace(store=CSV),
            catalogue=catalogue,
            datasets={name: dataset},
            columns={name: Columns(catalogue, dataset)},
            faults=catalogue.faults,
            files=0,
            folders={name: name},
        )
        project = cls(specs)
        project.__dict__["_tests"] = (), ()
        project.__dict__["_read"] = {name: (observations, (), 0)}
        return project

    def known_by(self, day: str | None) -> Project:
        """Return it with the denominators and comparators recorded by a day; None: with all.

        Its observations are still all of them: `panel` is asked for a day by itself.
        """
        if day is None or (catalogue := self.catalogue.known_by(day)) is self.catalogue:
            return self
        if day not in self._known:
            self._known[day] = self._with(catalogue, day)
        return self._known[day]

    def _with(self, catalogue: Catalogue, day: str) -> Project:
        from kpilib.language.columns import Columns

        columns = {
            name: Columns(of.catalogue.known_by(day), self.datasets[name])
            for name, of in self.specs.columns.items()
        }
        known = Project(self.specs._replace(catalogue=catalogue, columns=columns))
        known.is_restricted = self.is_restricted
        known.findings, known.base = self.findings, self.base
        return self._sharing(known)

    def restricted(self) -> Project:
        """Return it with all that earlier vintages tell, what is confidential now included."""
        found = Project(self.specs)
        found.is_restricted = True
        found.findings, found.base = self.findings, self.base
        return self._sharing(found)

    def revealing(self, dataset: str, rows: Iterable[Observation]) -> Project:
        """Return it with figures in place of what is confidential now, to be compared with."""
        found = self.restricted()
        found._panels[dataset, None] = self.panel(dataset).revealing(rows)
        return found

    def _sharing(self, other: Project) -> Project:
        """Return another project with what this one has read."""
        if other.is_restricted == self.is_restricted:
            other._panels = self._panels
        other.__dict__["_tests"] = self._tests
        if self.configuration.store == CSV:
            other.__dict__["_read"] = self._read
        return other

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
        return {name: self._observed(name) for name in self.specs.folders}

    def _observed(self, name: str) -> tuple[Observations, tuple[Fault, ...], int]:
        """Read the observations of a dataset, from files or from a store."""
        from kpilib.project.stores.csv_folder import read_observations

        if self.configuration.store == CSV:
            folder = f"{self.specs.folders[name]}/observations"
            return read_observations(self.configuration, folder, self.datasets[name].geography)
        from kpilib.project.stores.observations import Observations

        try:
            with closing(self.store(name)) as store:
                return Observations(store.rows()), (), 1
        except StoreError as error:
            place = Span(self.configuration.store)
            words = str(error).replace(f"{self.root / self.configuration.store}", "the store")
            return Observations(), (Fault(UNREADABLE, place, words),), 1

    def store(self, name: str | None = None, *, create: bool = False) -> Store:
        """Open the store of a dataset; whoever opens it closes it."""
        from kpilib.project.stores.opening import store_of

        dataset = self.dataset(name)
        folder = self.specs.folders[dataset.dataset]
        return store_of(
            self.configuration, dataset.dataset, folder, dataset.geography, create=create
        )

    @cached_property
    def _tests(self) -> tuple[tuple[Case, ...], tuple[Fault, ...]]:
        import os

        folder = f"{self.configuration.indicators}/tests"
        if not os.path.isdir(os.path.join(self.configuration.root, folder)):
            return (), ()
        from kpilib.project.yaml.cases import read_cases

        return read_cases(self.configuration.root, folder)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The tests that analysts wrote."""
        return self._tests[0]

    def observations(self, name: str | None = None) -> Observations:
        """Give the observations of a dataset."""
        return self._read[self.dataset(name).dataset][0]

    def rows(self, name: str | None, asked: Asked) -> Iterable[Observation]:
        """Give the observations meant, restated ones too."""
        if self.configuration.store == CSV or "_read" in self.__dict__:
            return (
                row for row in self.observations(name).of(asked.geographies) if asked.takes(row)
            )
        with closing(self.store(name)) as store:
            return store.rows(asked)

    def days(self, name: str | None = None) -> tuple[str, ...]:
        """Return the days on which something was recorded, in order; empty: known from the start.

        Those of denominators and comparators count, too.
        """
        from kpilib.language import dated

        registers = self.catalogue.registers
        found = dated.days(registers.denominators) | dated.days(registers.comparators)
        if self.configuration.store == CSV:
            found |= {row.recorded or "" for row in self.observations(name).rows}
        else:
            with closing(self.store(name)) as store:
                found |= {vintage.recorded or "" for vintage in store.vintages()}
        return tuple(sorted(found))

    def panel(self, name: str | None = None, as_of: str | None = None) -> Panel:
        """Return what was known of a dataset on a day (default: now), as arrays.

        What is confidential now is confidential on every day, unless the project is restricted.
        """
        dataset = self.dataset(name)
        key = dataset.dataset, as_of
        found = self._panels.get(key)
        if found is None:
            found = self._panel(dataset, as_of)
            if as_of is not None and not self.is_restricted:
                found = found.withholding(self.panel(dataset.dataset))
            self._panels[key] = found
        return found

    def _panel(self, dataset: Dataset, as_of: str | None) -> Panel:
        from kpilib.project.stores.panel import panel_of

        if self.configuration.store == CSV:
            return panel_of(self.observations(dataset.dataset).as_of(as_of), dataset.geography)
        with closing(self.store(dataset.dataset)) as store:
            return store.read(as_of=as_of)

    @property
    def is_observed(self) -> bool:
        """Say whether any dataset has observations."""
        return any(len(observations) for observations, _, _ in self._read.values())

    def published(
        self, name: str, period: str
    ) -> tuple[tuple[Cell, ...] | None, tuple[Fault, ...]]:
        """Give what was printed in a report; None where that is not recorded."""
        from kpilib.project.stores.csv_folder import read_published

        return read_published(self.configuration, f"{self.specs.folders[name]}/published", period)

    @cached_property
    def faults_by_code(self) -> Mapping[str, Sequence[Fault]]:
        """What reading found, by the code of the rule."""
        found: dict[str, list[Fault]] = {}
        for fault in self.faults:
            found.setdefault(fault.code, []).append(fault)
        return found

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What reading the specs and the observations found."""
        read = (fault for _, faults, _ in self._read.values() for fault in faults)
        return (*self.specs.faults, *read, *self._tests[1])

    @property
    def files(self) -> int:
        """How many files were read."""
        return self.specs.files + sum(files for _, _, files in self._read.values())
