"""Graphs as Mermaid, DOT and JSON; whatever a ref holds stays a label."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kpilib.figures.explanation.impact import Edge, Impact
from kpilib.values.safe import one_line


def to_mermaid(edges: Iterable[Edge], alone: Iterable[str] = ()) -> str:
    """Write a flow chart that GitHub draws."""
    numbers = _numbers(edges, alone)
    lines = ["flowchart LR"]
    lines += [f'  n{number}["{_entities(name)}"]' for name, number in numbers.items()]
    for edge in edges:
        arrow = "-.->" if edge.how == "divides by" else "-->"
        lines.append(f"  n{numbers[edge.source]} {arrow} n{numbers[edge.target]}")
    return "\n".join(lines) + "\n"


def to_dot(edges: Iterable[Edge], alone: Iterable[str] = ()) -> str:
    """Write a graph for Graphviz."""
    numbers = _numbers(edges, alone)
    lines = ["digraph kpilib {", "  rankdir=LR;", "  node [shape=box];"]
    for name, number in numbers.items():
        label = one_line(name).replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'  n{number} [label="{label}"];')
    for edge in edges:
        style = " [style=dashed]" if edge.how == "divides by" else ""
        lines.append(f"  n{numbers[edge.source]} -> n{numbers[edge.target]}{style};")
    return "\n".join([*lines, "}", ""])


def to_json(edges: Iterable[Edge], found: Impact | None = None) -> str:
    """Write the edges, and what an impact reaches."""
    data: dict[str, object] = {}
    if found is not None:
        data = {
            "what": found.what, "name": found.name, "direct": list(found.direct),
            "beyond": list(found.beyond), "columns": list(found.columns),
            "cells": dict(found.cells),
        }  # fmt: skip
    data["edges"] = [edge._asdict() for edge in edges]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def to_text(found: Impact) -> str:
    """Write what an impact reaches, in lines."""
    names = ", ".join(map(one_line, found.direct)) or "none"
    lines = [f"{found.what} {one_line(found.name)}"]
    if found.what != "indicator":
        lines.append(f"indicators: {names}")
    if found.what in ("indicator", "denominator"):
        lines.append(f"read by: {', '.join(map(one_line, found.beyond)) or 'no other indicator'}")
    if found.columns:
        lines.append(f"columns: {', '.join(map(one_line, found.columns))}")
    for dataset, cells in found.cells.items():
        lines.append(f"printed in {dataset}: {cells} cells of a report")
    if not found.cells:
        lines.append("printed in no dataset")
    return "\n".join(lines) + "\n"


def _numbers(edges: Iterable[Edge], alone: Iterable[str]) -> dict[str, int]:
    names = dict.fromkeys(alone)
    for edge in edges:
        names |= {edge.source: None, edge.target: None}
    return {name: number for number, name in enumerate(names)}


def _entities(name: str) -> str:
    """Write a label so that Mermaid takes nothing in it for anything else."""
    text = one_line(name)
    return "".join(c if c.isalnum() or c in " -._%()/" else f"#{ord(c)};" for c in text)
