"""A dataset evaluated block by block of its geographies: `stream` of the public API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.figures.evaluation.evaluation import Evaluation
from kpilib.language.catalogue import Catalogue
from kpilib.language.columns import Columns
from kpilib.language.dataset import Dataset
from kpilib.language.syntax import refs as refs_in
from kpilib.project.panel import Panel
from kpilib.project.project import Project
from kpilib.values.errors import UsageError
from kpilib.values.period import Period

#: rows times months times geographies of a block, where no size is asked for
CELLS = 1 << 21


class Source(Protocol):
    """Where the observations come from: any store, or a Parquet file read in parts."""

    def read(
        self,
        refs: Iterable[str] | None = None,
        geographies: Iterable[str] | None = None,
        periods: tuple[str, str] | None = None,
        as_of: str | None = None,
    ) -> Panel:
        """Give what was known on a day, as `Store.read` says."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class Blocks:
    """The evaluations of a dataset, each of some geographies, all over the same months.

    `source` is a project or its folder, or a catalogue. Iterating reads, and lets go of, one block
    after the other; `len` says how many there are. Raises UsageError where nothing is observed.
    """

    def __init__(
        self,
        source: Project | Catalogue,
        observations: Source,
        *,
        dataset: str | Dataset | None = None,
        refs: Iterable[str] | None = None,
        start: str | None = None,
        end: str | None = None,
        as_of: str | None = None,
        size: int | None = None,
    ) -> None:
        if not isinstance(dataset, Dataset):
            is_project = isinstance(source, Project) and bool(source.datasets)
            dataset = source.dataset(dataset) if is_project else None  # type: ignore[union-attr]
        source = source.known_by(as_of)
        self._specs, self._dataset = source, dataset
        self._source, self._as_of = observations, as_of
        #: what is there, without a series: the geographies and the months
        self.extent = observations.read((), as_of=as_of)
        if not self.extent.months and (start is None or end is None):
            raise UsageError("nothing is observed, so the months have to be named")
        first, last = (Period.month(m) for m in _months(self.extent))
        self._asked = start or str(first), end or str(last)
        self._refs = None if refs is None else (refs,) if isinstance(refs, str) else tuple(refs)
        catalogue = source.catalogue if isinstance(source, Project) else source
        self._needed = _needed(catalogue, self._refs, dataset)
        lines = len(catalogue) if self._refs is None else len(self._refs)
        months = max(self.extent.months, 1)
        if size is not None and size < 1:
            raise UsageError(f"a block has one geography or more, not {size}")
        self.size = size or max(CELLS // (max(lines, 1) * months), 1)

    def __len__(self) -> int:
        return -(-len(self.extent.geographies) // self.size)

    def __iter__(self) -> Iterator[Evaluation]:
        places = self.extent.geographies
        months = None
        if self.extent.months:
            first, last = _months(self.extent)
            months = str(Period.month(first)), str(Period.month(last))
        for begin in range(0, len(places), self.size):
            asked = self._needed, places[begin : begin + self.size], months
            panel = self._source.read(*asked, self._as_of)
            if self._as_of is not None:
                panel = panel.withholding(self._source.read(*asked))
            yield evaluate(
                self._specs,
                panel,
                dataset=self._dataset,
                refs=self._refs,
                start=self._asked[0],
                end=self._asked[1],
            )


def _months(panel: Panel) -> tuple[int, int]:
    return panel.first, panel.first + panel.months - 1


def _needed(
    catalogue: Catalogue, refs: Iterable[str] | None, dataset: Dataset | None
) -> frozenset[str] | None:
    """Give the rows that are read, by formulas and by the dataset's columns; None for all."""
    if refs is None:
        return None
    ahead = list(refs)
    if dataset is not None:
        columns = Columns(catalogue, dataset)
        bound = [columns.bound(one, ref) for one in dataset.columns for ref in ahead]
        ahead += [name for each in bound if each is not None for name in refs_in(each[1])]
    return catalogue.closure(ahead)
