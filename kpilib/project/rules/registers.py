"""Ids against their registers, for the rules that look one up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kpilib.project.project import Project
from kpilib.values.findings import Fault
from kpilib.values.suggest import did_you_mean


def unknown_ids(
    project: Project, code: str, register: str, keys: tuple[str, ...]
) -> Iterator[Fault]:
    """Give the indicators' ids that a register lacks; none where it could not be read."""
    if register in project.specs.broken:
        return
    known: Mapping[str, Any] = getattr(project.catalogue.registers, register)
    for row in project.catalogue:
        for key in keys:
            name = getattr(row, key)
            if name and not known:
                message = f"there is no {register}.yaml with any entry, and `{key}` names one"
                hint = f"add {register}.yaml to the specs, or the entries to it"
                yield Fault(code, row.places[key].span, message, hint, row.ref)
                return
            if name and name not in known:
                yield unknown(code, name, register, known, row.places[key].span, row.ref)


def unknown(
    code: str, name: str, register: str, known: Mapping[str, Any], span: Any, ref: str | None
) -> Fault:
    """Say that an id is in no register, with the nearest that is."""
    near = did_you_mean(name, known) or next(
        (id_ for id_, thing in known.items() if getattr(thing, "name", None) == name), None
    )
    hint = f"did you mean `{near}`?" if near else f"add it to {register}.yaml"
    return Fault(code, span, f"`{name}` is not in {register}.yaml", hint, ref)
