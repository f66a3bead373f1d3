"""From the nodes of each kind of spec file to the declared things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from kpilib.language import model
from kpilib.project.yaml import fields
from kpilib.project.yaml.fields import Field
from kpilib.project.yaml.values import BAD_VALUE, Bad, Reader, Values
from kpilib.project.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from kpilib.values.findings import Fault, Span

T = TypeVar("T")


def formed(make: Callable[..., T], values: Values, /, **more: Any) -> T | None:
    """Make the thing, unless something it cannot do without is lacking."""
    if values.lacking:
        return None
    return make(**(values.given | {"span": values.span, "places": values.places} | more))


def mappings(reader: Reader, node: Node, what: str) -> Iterator[Mapping]:
    """Give the mappings of a list, with a fault for every other item."""
    if not isinstance(node, Sequence):
        reader.faults.append(
            Fault(BAD_VALUE, start(node), f"{what}s are expected, each beginning with `- `")
        )
        return
    for item in node.items:
        if isinstance(item, Mapping):
            yield item
        else:
            message = f"a {what} with its keys is expected"
            reader.faults.append(Fault(BAD_VALUE, start(item), message))


def start(node: Node) -> Span:
    """Give the place where a list or a mapping begins."""
    span = node.span
    return span._replace(end_line=span.line, end_column=span.column + 1)


def indicators(reader: Reader, root: Node) -> list[model.Indicator]:
    """Read a list of indicators; one without ref, title, area or owner is still read."""
    found = []
    for node in mappings(reader, root, "indicator"):
        values = reader.read(node, fields.INDICATOR, "indicator")
        checks = values.given.pop("checks", None)
        if "ref" in values.lacking:
            continue
        for name in values.lacking:
            values.given[name] = ""
        values.lacking.clear()
        made = formed(model.Indicator, values, checks=_checks(reader, checks, values))
        assert made is not None
        found.append(made)
    return found


def _checks(reader: Reader, node: Node | None, values: Values) -> tuple[model.Check, ...]:
    if node is None:
        return ()
    found = []
    for item in mappings(reader, node, "check"):
        check = formed(model.Check, reader.read(item, fields.CHECK, "check"))
        if check:
            found.append(check)
    return tuple(found)


def areas(reader: Reader, root: Mapping) -> list[model.Area]:
    """Read the mapping of ids to names."""
    field = Field("name", "text", "", "MASH")
    found = []
    for key, value in _register(reader, root, "areas"):
        try:
            name = reader.value(field, value, None)
        except Bad as bad:
            reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
            name = key.text
        found.append(model.Area(id=key.text, name=name, span=key.span))
    return found


def people(reader: Reader, root: Mapping) -> list[model.Person]:
    """Read the mapping of ids to people."""
    found = []
    for key, value in _register(reader, root, "people"):
        given: dict[str, Any] = {"name": key.text}
        places = {}
        if isinstance(value, Mapping):
            values = reader.read(value, fields.PERSON, "person")
            given |= values.given
            places = values.places
        else:
            message = "a person is written {name: Jane White}"
            reader.faults.append(Fault(BAD_VALUE, start(value), message))
        found.append(model.Person(id=key.text, span=key.span, places=places, **given))
    return found


def geographies(reader: Reader, root: Mapping) -> list[model.Geography]:
    """Read the mapping of places, as observations call them, to what open data say of them."""
    body = only(reader, root, "geographies")
    if body is not None and not isinstance(body, Mapping):
        message = "`geographies:` takes places, each with its keys"
        reader.faults.append(Fault(BAD_VALUE, start(body), message))
    found = []
    for key, value in body if isinstance(body, Mapping) else ():
        if not isinstance(value, Mapping):
            message = "a place is written {name: Rotherham, code: E08000018}"
            reader.faults.append(Fault(BAD_VALUE, start(value), message))
            continue
        values = reader.read(value, fields.GEOGRAPHY, "geography")
        values.span = key.span
        made = formed(model.Geography, values, id=key.text)
        if made is not None:
            found.append(made)
    return found


def _register(reader: Reader, root: Mapping, name: str) -> Iterator[tuple[Scalar, Node]]:
    body = only(reader, root, name)
    if body is None:
        return
    if not isinstance(body, Mapping):
        message = f"`{name}:` takes ids, each with its value"
        reader.faults.append(Fault(BAD_VALUE, start(body), message))
        return
    field = Field("id", "id", "", "")
    for key, value in body:
        try:
            reader.value(field, key, None)
        except Bad as bad:
            reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
        yield key, value


def only(reader: Reader, root: Mapping, name: str) -> Node | None:
    """Give the value of the one key a file has."""
    table = (Field(name, "values", "", "", True),)
    values = reader.read(root, table, "file of this name")
    node: Node | None = values.given.get(name)
    return node
