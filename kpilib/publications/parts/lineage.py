"""The lineage as a drawing: what is read at the left, what reads it at the right.

Layers by the longest way from a source, and within a layer the order that the mean place of the
neighbours gives, swept a few times. Source: Sugiyama, K., Tagawa, S. and Toda, M. (1981), Methods
for visual understanding of hierarchical system structures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from kpilib.figures.explanation.impact import Edge, reachable
from kpilib.values.safe import one_line

_WIDE, _HIGH, _ACROSS, _DOWN, _EDGE = 130, 26, 210, 36, 8
_SWEEPS = 6
#: a graph of more names is no picture
MOST = 400
_LONGEST = 18


class Node(NamedTuple):
    """A measure, or a population, which may be called like one."""

    name: str
    is_population: bool = False


def _source(edge: Edge) -> Node:
    return Node(edge.source, edge.how == "divides by")


def _target(edge: Edge) -> Node:
    return Node(edge.target)


def drawn(edges: Sequence[Edge], words: str, page: Callable[[str], str | None]) -> str:
    """Draw edges as SVG; `page` gives the address that a name leads to, None for none."""
    shown = [edge for edge in edges if _source(edge) != _target(edge)]
    if not shown:
        return ""
    layers = _layers(shown)
    places = {
        node: (_EDGE + column * _ACROSS, _EDGE + row * _DOWN)
        for column, nodes in enumerate(layers)
        for row, node in enumerate(nodes)
    }
    width = 2 * _EDGE + (len(layers) - 1) * _ACROSS + _WIDE
    height = 2 * _EDGE + max(map(len, layers)) * _DOWN
    parts = [_edge(places, edge) for edge in shown]
    parts += [
        _node(node.name, place, None if node.is_population else page(node.name))
        for node, place in places.items()
    ]
    label = escape(one_line(words))
    return (
        f'<svg class="lineage" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="group" aria-label="{label}"><defs><marker id="head" viewBox="0 0 8 8" refX="8"'
        ' refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/>'
        f"</marker></defs>{''.join(parts)}</svg>"
    )


def around(ref: str, edges: Iterable[Edge]) -> list[Edge]:
    """Give the edges on the ways to a name and from it."""
    known = [(_source(edge), _target(edge), edge) for edge in edges]
    node = Node(ref)
    up = reachable([node], [(target, source) for source, target, _ in known])
    down = reachable([node], [(source, target) for source, target, _ in known])
    return [
        edge for source, target, edge in known
        if {source, target} <= up or {source, target} <= down
    ]  # fmt: skip


def _layers(edges: Sequence[Edge]) -> list[list[Node]]:
    names = dict.fromkeys(n for edge in edges for n in (_source(edge), _target(edge)))
    sources: dict[Node, list[Node]] = {name: [] for name in names}
    targets: dict[Node, list[Node]] = {name: [] for name in names}
    for edge in edges:
        sources[_target(edge)].append(_source(edge))
        targets[_source(edge)].append(_target(edge))
    depth = _depths(names, sources, targets)
    layers: list[list[Node]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    for sweep in range(_SWEEPS):
        near = sources if sweep % 2 == 0 else targets
        place = {name: row for layer in layers for row, name in enumerate(layer)}
        for layer in layers:
            layer.sort(key=lambda name: _middle(near[name], place, place[name]))
    return layers


def _depths(
    names: Iterable[Node], sources: Mapping[Node, list[Node]], targets: Mapping[Node, list[Node]]
) -> dict[Node, int]:
    """Give the longest way to each name from one that reads nothing; a cycle stays at the left."""
    depth = dict.fromkeys(names, 0)
    left = {name: len(several) for name, several in sources.items()}
    ready = [name for name, number in left.items() if number == 0]
    for name in ready:
        for target in targets[name]:
            depth[target] = max(depth[target], depth[name] + 1)
            left[target] -= 1
            if left[target] == 0:
                ready.append(target)
    return depth


def _middle(near: list[Node], place: Mapping[Node, int], own: int) -> float:
    return sum(place[name] for name in near) / len(near) if near else float(own)


def _edge(places: Mapping[Node, tuple[int, int]], edge: Edge) -> str:
    (x, y), (to_x, to_y) = places[_source(edge)], places[_target(edge)]
    start, end, half = x + _WIDE, to_x, _HIGH // 2
    bend = (start + end) // 2
    kind = ' class="divides"' if edge.how == "divides by" else ""
    line = f"M{start} {y + half}C{bend} {y + half} {bend} {to_y + half} {end} {to_y + half}"
    return f'<path{kind} d="{line}" marker-end="url(#head)"/>'


def _node(name: str, place: tuple[int, int], page: str | None) -> str:
    x, y = place
    shown = one_line(name)
    short = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
    box = (
        f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="4"/>'
        f'<text x="{x + _WIDE // 2}" y="{y + 17}" class="mid">{escape(short)}</text>'
    )
    return f'<a href="{escape(page)}">{box}</a>' if page else f'<g class="population">{box}</g>'
