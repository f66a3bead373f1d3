"""Who reads whom: dependency order and cycles, without recursion."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kpilib.language.syntax import Call, Expression, Ref, children

_EARLIER = ("previous", "same_month_last_year")
Edges = Mapping[str, Sequence[str]]


def dependency_order(names: Iterable[str], edges: Edges) -> tuple[str, ...]:
    """Order names so that each stands behind all it reads; a cycle stands in some order.

    >>> dependency_order(["a", "b", "c"], {"a": ["c"], "c": ["b"]})
    ('b', 'c', 'a')
    """
    done: dict[str, None] = {}
    entered: set[str] = set()
    for name in names:
        stack = [name]
        while stack:
            top = stack[-1]
            if top in done:
                stack.pop()
            elif top in entered:
                done[stack.pop()] = None
            else:
                entered.add(top)
                stack += [below for below in reversed(edges.get(top, ())) if below not in entered]
    return tuple(done)


def cycles(
    names: Iterable[str], edges: Edges, allowed: Collection[str] = ()
) -> list[tuple[str, ...]]:
    """Give one path through every group of names that read each other, first member first.

    Names in `allowed` may read themselves.

    >>> cycles(["a", "b", "c"], {"a": ["b"], "b": ["a"], "c": ["a"]})
    [('a', 'b')]
    """
    place = {name: number for number, name in enumerate(names)}
    found = []
    for group in _groups(place, edges):
        first = min(group, key=place.__getitem__)
        if len(group) > 1:
            found.append(_path(first, edges, set(group)))
        elif first in edges.get(first, ()) and first not in allowed:
            found.append((first,))
    return sorted(found, key=lambda path: place[path[0]])


def _groups(names: Iterable[str], edges: Edges) -> list[list[str]]:
    """Split names into groups that reach each other (Tarjan 1972), kept on a list."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    groups = []
    for root in names:
        work = [(root, iter(edges.get(root, ())))] if root not in index else []
        if work:
            index[root] = low[root] = len(index)
            open_[root] = None
        while work:
            name, below = work[-1]
            child = next(below, None)
            if child is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    groups.append(_closed(open_, name))
            elif child not in index:
                index[child] = low[child] = len(index)
                open_[child] = None
                work.append((child, iter(edges.get(child, ()))))
            elif child in open_:
                low[name] = min(low[name], index[child])
    return groups


def _closed(open_: dict[str, None], name: str) -> list[str]:
    group = []
    while True:
        last, _ = open_.popitem()
        group.append(last)
        if last == name:
            return group


def _path(first: str, edges: Edges, group: set[str]) -> tuple[str, ...]:
    """Give a shortest way from the first member of a group back to it."""
    came: dict[str, str] = {}
    queue = [first]
    for name in queue:
        for below in edges.get(name, ()):
            if below == first:
                path = [name]
                while path[-1] != first:
                    path.append(came[path[-1]])
                return tuple(reversed(path))
            if below in group and below not in came:
                came[below] = name
                queue.append(below)
    raise AssertionError(first)


def reads_itself_earlier(tree: Expression, ref: str) -> bool:
    """Say whether a formula reads itself through previous() and same_month_last_year() only."""
    if isinstance(tree, Ref):
        return tree.ref != ref
    if isinstance(tree, Call) and tree.name in _EARLIER:
        return True
    return all(reads_itself_earlier(child, ref) for child in children(tree))
