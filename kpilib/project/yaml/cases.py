"""Tests that analysts write: observations in shorthand, and what is expected of single cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from kpilib.language.model import NOWHERE
from kpilib.project.yaml import fields
from kpilib.project.yaml.readers import formed, mappings
from kpilib.project.yaml.values import BAD_VALUE, MISSING_KEY, Reader, Values
from kpilib.project.yaml.yaml_nodes import Mapping as MappingNode
from kpilib.project.yaml.yaml_nodes import Scalar
from kpilib.project.yaml.yaml_reader import read_yaml
from kpilib.values.files import listed, read_bytes, stray
from kpilib.values.findings import Fault, Span, TextPlace
from kpilib.values.period import month
from kpilib.values.reasons import MARKERS
from kpilib.values.text import MOST_BYTES

#: a shorthand stands for at most so many months
_MONTHS = 600
_FIGURE = re.compile(r"(?=.{1,30}$)-?[0-9]+(\.[0-9]+)?").fullmatch
#: a cell: a value, a marker, or None for a gap
Cell = tuple[str | None, str | None] | None


@frozen(kw_only=True)
class Expectation:
    """What is expected of one cell; only what is stated is compared."""

    ref: str
    period: int
    column: str | None = None
    value: Fraction | None = None
    text: str | None = None
    arrow: Literal["up", "down", "similar"] | None = None
    judgement: Literal["positive", "negative", "similar", "none"] | None = None
    reason: str | None = None
    #: the decimals of `value` as written
    decimals: int = 0
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Case:
    """One test: observations from a month on, populations, expectations."""

    test: str
    start: int
    observations: Mapping[str, tuple[Cell, ...]]
    expect: tuple[Expectation, ...]
    dataset: str | None = None
    geography: str | None = None
    #: by id: values with the month from which each is in force
    denominators: Mapping[str, tuple[tuple[int, Fraction], ...]] = field(factory=dict)
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


def read_cases(root: str, folder: str) -> tuple[tuple[Case, ...], tuple[Fault, ...]]:
    """Read the tests of a folder, and the faults."""
    faults: list[Fault] = []
    reader = Reader(faults)
    found: list[Case] = []
    entries = listed(root, folder, faults)
    known = {e.name for e in entries if e.name.endswith(".yaml") and not e.is_folder}
    faults += stray(entries, known)
    for entry in entries:
        data = read_bytes(entry, MOST_BYTES, faults) if entry.name in known else None
        if data is None:
            continue
        document = read_yaml(data, entry.name)
        faults += document.faults
        if document.root is not None:
            for node in mappings(reader, document.root, "test"):
                case = _case(reader, reader.read(node, fields.CASE, "test"))
                if case is not None:
                    found.append(case)
    return tuple(found), tuple(faults)


def _case(reader: Reader, values: Values) -> Case | None:
    if values.lacking:
        return None
    given, place = values.given, values.places
    nodes = list(mappings(reader, given.pop("expect"), "expectation"))
    read = (_expectation(reader, node) for node in nodes)
    expect = tuple(one for one in read if one is not None)
    if not nodes:
        message = "the test expects nothing"
        reader.faults.append(Fault(MISSING_KEY, values.span, message, "add what it expects"))
    texts: dict[str, str] = given.pop("observations")
    start: int = given["start"]
    observed = {}
    for ref, text in texts.items():
        try:
            observed[ref] = tuple(cells(text))
        except ValueError as error:
            message = f"the observations of `{ref}`: {error}"
            hint = "figures and _ with spaces between, 300 x12, 1..12, or a marker x c z"
            reader.faults.append(Fault(BAD_VALUE, place["observations"].span, message, hint))
    populations = {}
    for id_, text in given.pop("denominators", {}).items():
        try:
            populations[id_] = tuple(dated(text, start))
        except ValueError as error:
            message = f"the denominator `{id_}`: {error}"
            hint = 'a number, or "20000, 21000 from 2016-10"'
            reader.faults.append(Fault(BAD_VALUE, place["denominators"].span, message, hint))
    return formed(Case, values, observations=observed, expect=expect, denominators=populations)


def _expectation(reader: Reader, node: MappingNode) -> Expectation | None:
    values = reader.read(node, fields.EXPECTATION, "expectation")
    written = node.get("value")
    part = written.text.partition(".")[2] if isinstance(written, Scalar) else ""
    stated = {"value", "text", "arrow", "judgement", "reason"} & set(values.given)
    if not stated and not values.lacking:
        message = "the expectation says nothing: value, text, arrow, judgement or reason"
        reader.faults.append(Fault(MISSING_KEY, values.span, message))
        return None
    return formed(Expectation, values, decimals=len(part))


def cells(text: str) -> Iterator[Cell]:
    """Read the shorthand of a series; ValueError where it is none.

    >>> list(cells("7 _ c 3 x2 1..3"))[:4]
    [('7', None), None, (None, 'c'), ('3', None)]
    """
    made: list[Cell] = []
    for part in text.split():
        times = re.fullmatch("x([0-9]{1,4})", part)
        stretch = re.fullmatch(r"([0-9]{1,9})\.\.([0-9]{1,9})", part)
        if times and made:
            made += [made[-1]] * (min(int(times[1]), _MONTHS + 1) - 1)
        elif stretch:
            first, last = int(stretch[1]), int(stretch[2])
            if abs(last - first) >= _MONTHS:
                raise ValueError(f"`{part}` is more than {_MONTHS} months")
            step = 1 if last >= first else -1
            made += [(str(number), None) for number in range(first, last + step, step)]
        elif part == "_":
            made.append(None)
        elif part in MARKERS:
            made.append((None, part))
        elif _FIGURE(part):
            made.append((part, None))
        else:
            raise ValueError(f"`{part}` means nothing here")
        if len(made) > _MONTHS:
            raise ValueError(f"it is more than {_MONTHS} months")
    yield from made


def dated(text: str, start: int) -> Iterator[tuple[int, Fraction]]:
    """Read populations, the first in force always; ValueError where the text is none.

    >>> [(since, str(value)) for since, value in dated("200, 210 from 2016-10", 24200)]
    [(22800, '200'), (24201, '210')]
    """
    for number, part in enumerate(text.split(",")):
        match = re.fullmatch(r"([0-9]{1,15}(?:\.[0-9]{1,6})?)(?: from ([0-9-]+))?", part.strip())
        if not match or (number and not match[2]):
            raise ValueError(f"`{part.strip()}` is no population")
        yield month(match[2]) if match[2] else month("1900-01"), Fraction(match[1])


def shorthand(values: list[Cell]) -> str:
    """Write a series in shorthand."""
    return " ".join("_" if one is None else str(one[0] or one[1]) for one in values)
