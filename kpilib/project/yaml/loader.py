"""Load the specs of a project: every file, every fault, and all that could be read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from attrs import evolve

from kpilib.language.building import build
from kpilib.language.catalogue import Catalogue, Registers
from kpilib.language.model import Indicator
from kpilib.project.yaml import readers
from kpilib.project.yaml.configuration import Configuration
from kpilib.project.yaml.values import BAD_VALUE, Reader
from kpilib.project.yaml.yaml_nodes import Mapping as MappingNode
from kpilib.project.yaml.yaml_nodes import Node, Scalar, Sequence
from kpilib.project.yaml.yaml_reader import Document, read_yaml
from kpilib.values.files import UNREADABLE, Entry, listed, mistaken, read_bytes, stray
from kpilib.values.findings import Fault, Span
from kpilib.values.text import MOST_BYTES

if TYPE_CHECKING:
    from kpilib.language.columns import Columns
    from kpilib.language.dataset import Dataset
    from kpilib.project.yaml.layout import Layout

T = TypeVar("T")
_SHARED = ("areas", "people", "denominators", "comparators", "geographies")
_READERS: dict[str, Callable[[Reader, MappingNode], list[Any]]] = {
    "areas": readers.areas, "people": readers.people, "geographies": readers.geographies,
}  # fmt: skip


class Specs(NamedTuple):
    """The specs of a project as read."""

    configuration: Configuration
    catalogue: Catalogue
    datasets: Mapping[str, Dataset]
    #: the columns of each dataset, ready to be bound to its rows
    columns: Mapping[str, Columns]
    faults: tuple[Fault, ...]
    #: how many files were read
    files: int
    #: registers that could not be read to their end: what they lack is not known
    broken: frozenset[str] = frozenset()
    #: the folders of the datasets, by id
    folders: Mapping[str, str] = {}
    #: the layouts of imported tables, by dataset and name
    layouts: Mapping[str, Mapping[str, Layout]] = {}


def load_specs(configuration: Configuration) -> Specs:
    """Read all spec files of a project; never raises for what they hold."""
    return _Loader(configuration).specs()


class _Loader:
    """One pass over the files."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._faults: list[Fault] = []
        self._reader = Reader(self._faults)
        self._files = 0
        self._lost: set[str] = set()
        self._broken: set[str] = set()

    def specs(self) -> Specs:
        indicators = self._indicators()
        registers = self._registers()
        folders = self._dataset_folders()
        datasets = {name: self._dataset(name, folder) for name, folder in folders.items()}
        layouts = {name: self._layouts(f"{folder}/layouts") for name, folder in folders.items()}
        starts = self._year_starts(datasets)
        catalogue = build(indicators, registers, year_starts=starts, lost=frozenset(self._lost))
        columns = self._columns(catalogue, datasets)
        of_columns = [fault for several in columns.values() for fault in several.faults()]
        return Specs(
            configuration=self._configuration,
            catalogue=catalogue,
            datasets=datasets,
            columns=columns,
            faults=(*self._faults, *catalogue.faults, *of_columns),
            files=self._files,
            broken=frozenset(self._broken),
            folders=folders,
            layouts=layouts,
        )

    def _columns(self, catalogue: Catalogue, datasets: Mapping[str, Dataset]) -> dict[str, Columns]:
        if not datasets:
            return {}
        from kpilib.language.columns import Columns

        found = {}
        for name, dataset in datasets.items():
            mine = catalogue
            if dataset.year_starts != catalogue.year_starts:
                mine = build(
                    tuple(catalogue), catalogue.registers, year_starts=dataset.year_starts,
                    lost=catalogue.lost,
                )  # fmt: skip
            found[name] = Columns(mine, dataset)
        return found

    def _year_starts(self, datasets: Mapping[str, Dataset]) -> int:
        chosen = datasets.get(self._configuration.dataset or "") or next(
            iter(datasets.values()), None
        )
        return chosen.year_starts if chosen else 4

    def _listed(self, folder: str) -> list[Entry]:
        return listed(self._configuration.root, folder, self._faults)

    def _document(self, entry: Entry) -> Document:
        self._files += 1
        data = read_bytes(entry, MOST_BYTES, self._faults)
        if data is None:
            return Document(None, [], True)
        document = read_yaml(data, entry.name)
        self._faults += document.faults
        return document

    def _mapping(self, entry: Entry) -> tuple[MappingNode | None, bool]:
        """Read a file that is a mapping at top level; with whether it broke."""
        document = self._document(entry)
        if isinstance(document.root, MappingNode):
            cut_off = document.broken and not document.root.entries
            return None if cut_off else document.root, document.broken
        if document.root is not None:
            self._expected(document.root, "keys with values at top level")
        return None, document.broken

    def _expected(self, node: Node, what: str) -> None:
        span = node.span._replace(end_line=node.span.line, end_column=node.span.column + 1)
        self._faults.append(Fault(BAD_VALUE, span, f"the file holds something else than {what}"))

    def _indicators(self) -> list[Indicator]:
        found = []
        entries = self._listed(self._configuration.indicators)
        known = {e.name for e in entries if e.name.endswith(".yaml") and not e.is_folder}
        self._faults += stray(entries, known)
        for entry in entries:
            if entry.is_folder:
                below = self._listed(entry.name)
                self._faults += stray([e for e in below if not e.name.endswith(".yaml")], set())
        if not known:
            message = "there are no indicators: no file ends in .yaml here"
            hint = "`indicators` of the project file names the folder"
            span = Span(self._configuration.indicators)
            self._faults.append(Fault(UNREADABLE, span, message, hint))
        for entry in entries:
            if entry.name not in known:
                continue
            before = len(self._faults)
            document = self._document(entry)
            self._lost |= document.lost
            if document.root is None and not document.faults and not document.broken:
                span = Span(entry.name)
                message = "the file holds no indicator"
                self._faults.append(Fault(BAD_VALUE, span, message, "add one, or delete the file"))
            if isinstance(document.root, Sequence):
                found += readers.indicators(self._reader, document.root)
                self._faults[before:] = _attributed(self._faults[before:], document.root)
            elif document.root is not None:
                self._expected(document.root, "indicators, each beginning with `- ref:`")
        return found

    def _registers(self) -> Registers:
        folder = self._configuration.specs
        entries = self._listed(folder)
        paths = {f"{folder}/{name}.yaml": name for name in _SHARED}
        self._faults += stray(entries, set(paths))
        given: dict[str, Any] = {}
        for entry in entries:
            name = paths.get(entry.name)
            if name is None or entry.is_folder:
                continue
            root, broken = self._mapping(entry)
            if broken:
                self._broken.add(name)
            if root is not None:
                given[name] = self._by_id(self._register(name, root), name[:-1])
        return Registers(**given)

    def _register(self, name: str, root: MappingNode) -> list[Any]:
        if name in _READERS:
            return _READERS[name](self._reader, root)
        from kpilib.project.yaml import dated_reader

        dated = dated_reader.denominators if name == "denominators" else dated_reader.comparators
        return list(dated(self._reader, root))

    def _by_id(self, things: Iterable[T], what: str) -> dict[str, T]:
        found: dict[str, T] = {}
        for thing in things:
            name = thing.id  # type: ignore[attr-defined]
            if name in found:
                place = thing.places["id"].span  # type: ignore[attr-defined]
                message = f"there is a {what} `{name}` already"
                self._faults.append(Fault(BAD_VALUE, place, message, "give it another id"))
            else:
                found[name] = thing
        return found

    def _dataset_folders(self) -> dict[str, str]:
        """Give the folders below the specs that hold a dataset."""
        found = {}
        for entry in self._listed(self._configuration.specs):
            name = entry.name.rsplit("/", 1)[1]
            if entry.is_folder and name == "schema":
                self._faults += stray(self._listed(entry.name), set())
            elif entry.is_folder:
                inside = self._listed(entry.name)
                if any(e.name == f"{entry.name}/dataset.yaml" for e in inside):
                    found[name] = entry.name
                else:
                    self._faults += stray(inside, set())
        return found

    def _dataset(self, name: str, folder: str) -> Dataset:
        files = {f"{folder}/dataset.yaml", f"{folder}/differences.yaml"}
        entries = {entry.name: entry for entry in self._listed(folder)}
        self._faults += stray(list(entries.values()), files)
        self._faults += mistaken(list(entries.values()))
        for entry in entries.values():
            inside = ("observations", "commentary", "published", "layouts")
            if entry.is_folder and entry.name.rsplit("/", 1)[1] not in inside:
                self._faults += stray(self._listed(entry.name), set())
        from kpilib.project.yaml import dataset_reader

        root, _ = self._mapping(entries[f"{folder}/dataset.yaml"])
        dataset = dataset_reader.dataset(self._reader, root or MappingNode(_start(folder)), name)
        if f"{folder}/differences.yaml" in entries:
            root, _ = self._mapping(entries[f"{folder}/differences.yaml"])
            if root is not None:
                known = dataset_reader.differences(self._reader, root)
                dataset = evolve(dataset, differences=tuple(known))
        return evolve(dataset, remarks=tuple(self._remarks(f"{folder}/commentary")))

    def _remarks(self, folder: str) -> list[Any]:
        from kpilib.project.yaml import dataset_reader

        found = []
        entries = self._listed(folder)
        known = {e.name for e in entries if e.name.endswith(".yaml") and not e.is_folder}
        self._faults += stray(entries, known)
        for entry in entries:
            if entry.name not in known:
                continue
            stem = entry.name.rsplit("/", 1)[1].removesuffix(".yaml")
            period = dataset_reader.commentary_period(self._reader, entry.name, stem)
            root, _ = self._mapping(entry)
            if root is not None and period is not None:
                found += dataset_reader.remarks(self._reader, root, period)
        return found

    def _layouts(self, folder: str) -> dict[str, Layout]:
        found: dict[str, Layout] = {}
        entries = self._listed(folder)
        known = {e.name for e in entries if e.name.endswith(".yaml") and not e.is_folder}
        self._faults += stray(entries, known)
        for entry in entries:
            if entry.name in known:
                from kpilib.project.yaml.layout import layout

                name = entry.name.rsplit("/", 1)[1].removesuffix(".yaml")
                root, _ = self._mapping(entry)
                made = layout(self._reader, root, name) if root is not None else None
                if made is not None:
                    found[name] = made
        return found


def _attributed(faults: list[Fault], root: Sequence) -> list[Fault]:
    """Say of every fault inside an indicator which one it is."""
    inside: list[tuple[int, int, str]] = []
    for item in root.items:
        ref = item.get("ref") if isinstance(item, MappingNode) else None
        if isinstance(ref, Scalar) and ref.text:
            end = max(item.span.end_line, item.span.line + 1)
            inside.append((item.span.line, end, ref.text))
    found = []
    begins = [first for first, _, _ in inside]
    for fault in faults:
        place = bisect_right(begins, fault.span.line) - 1
        holder = inside[place][2] if place >= 0 and fault.span.line < inside[place][1] else None
        found.append(fault._replace(ref=fault.ref or holder))
    return found


def _start(folder: str) -> Span:
    return Span(f"{folder}/dataset.yaml")
