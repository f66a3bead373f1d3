"""From the nodes of denominators.yaml and comparators.yaml to the declared things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kpilib.language import dated
from kpilib.project.yaml import fields
from kpilib.project.yaml.fields import Field
from kpilib.project.yaml.readers import formed, mappings, only
from kpilib.project.yaml.values import Reader
from kpilib.project.yaml.yaml_nodes import Mapping

T = TypeVar("T")


def denominators(reader: Reader, root: Mapping) -> list[dated.Denominator]:
    """Read the dated populations."""
    return _dated(
        reader, root, ("denominators", fields.DENOMINATOR, fields.DENOMINATOR_VALUE),
        dated.Denominator, dated.DenominatorValue,
    )  # fmt: skip


def comparators(reader: Reader, root: Mapping) -> list[dated.Comparator]:
    """Read the comparators and their dated figures."""
    return _dated(
        reader, root, ("comparators", fields.COMPARATOR, fields.COMPARATOR_VALUE),
        dated.Comparator, dated.ComparatorValue,
    )  # fmt: skip


def _dated(
    reader: Reader,
    root: Mapping,
    tables: tuple[str, tuple[Field, ...], tuple[Field, ...]],
    make: Callable[..., T],
    make_value: Callable[..., Any],
) -> list[T]:
    name, table, value_table = tables
    what = name[:-1]
    body = only(reader, root, name)
    found = []
    for node in mappings(reader, body, what) if body is not None else ():
        values = reader.read(node, table, what)
        body_of = values.given.pop("values", None)
        items = []
        for item in mappings(reader, body_of, "value") if body_of is not None else ():
            items.append(formed(make_value, reader.read(item, value_table, f"value of a {what}")))
        if "id" not in values.lacking:
            values.given.setdefault("title", values.given["id"])
            values.lacking.clear()
            made = formed(make, values, values=tuple(item for item in items if item))
            assert made is not None
            found.append(made)
    return found
