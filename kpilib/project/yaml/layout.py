"""How a table that is imported is laid out, as a value and from its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from kpilib.language.model import NOWHERE
from kpilib.project.yaml import fields
from kpilib.project.yaml.readers import formed
from kpilib.project.yaml.values import BAD_VALUE, Reader
from kpilib.project.yaml.yaml_nodes import Mapping as MappingNode
from kpilib.values.findings import Fault, Span, TextPlace

_MARKERS = ("x", "c", "z")


@frozen(kw_only=True)
class Layout:
    """Where refs, months and figures of a table stand, and what its cells mean."""

    layout: str = ""
    shape: Literal["wide", "long"] = "wide"
    sheet: str | None = None
    #: counted from 1; None: the first row that has the headings
    header_row: int | None = None
    ref_column: str = "Ref"
    geography_column: str | None = None
    period_column: str = "Period"
    value_column: str = "Value"
    #: None: any clear form
    months: str | None = None
    #: what the table calls an indicator, to its ref
    refs: Mapping[str, str] = field(factory=dict)
    #: a text in place of a figure, to x, c or z
    cells: Mapping[str, str] = field(factory=dict)
    percentages: Literal["points", "fractions"] | None = None
    #: None: a point, and what may be a comma's is refused
    decimal_mark: Literal["point", "comma"] | None = None
    #: of a text table; None: UTF-8, or UTF-16 with its mark
    encoding: str | None = None
    span: Span = field(default=Span("layout"), eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


def layout(reader: Reader, root: MappingNode, name: str) -> Layout | None:
    """Read a layout; None where something in it is wrong."""
    before = len(reader.faults)
    values = reader.read(root, fields.LAYOUT, "layout")
    made = formed(Layout, values)
    if made is None:
        return None
    if made.layout != name:
        message = f"`layout` is `{made.layout}` and its file `{name}.yaml`; they are the same"
        place = values.places["layout"].span
        reader.faults.append(Fault(BAD_VALUE, place, message, f"write `layout: {name}`"))
    for text, marker in made.cells.items():
        if marker not in _MARKERS:
            message = f"`{text}` under `cells` is `{marker}`; it may be {', '.join(_MARKERS)}"
            hint = "x is not reported, c confidential, z not applicable"
            reader.faults.append(Fault(BAD_VALUE, values.places["cells"].span, message, hint))
    if made.months is not None and not _tells_a_month(made.months):
        message = f"`months` is `{made.months}`, which does not tell month and year"
        hint = 'such as "%b %y" for Sep 16, "%m/%Y" for 09/2016, "%d/%m/%Y" for 30/09/2016'
        reader.faults.append(Fault(BAD_VALUE, values.places["months"].span, message, hint))
    return made if len(reader.faults) == before else None


def _tells_a_month(pattern: str) -> bool:
    found = re.findall("%(.)", pattern)
    months, years = [f for f in found if f in "bBm"], [f for f in found if f in "yY"]
    others = len(found) - 2 - found.count("d")
    return (len(months), len(years), others) == (1, 1, 0) and found.count("d") < 2
