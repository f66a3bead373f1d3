"""What a row stands on, and over which months observations are drawn for it."""

from __future__ import annotations

from collections.abc import Iterable

from kpilib.language.catalogue import Catalogue
from kpilib.language.reach import readings
from kpilib.language.syntax import Call, Ref, walk
from kpilib.language.tokens import named_refs


def inputs_of(catalogue: Catalogue, ref: str) -> tuple[str, ...]:
    """Give the collected rows that a row stands on, wholes before their parts."""
    found: dict[str, None] = {}
    stack, done = [ref], set[str]()
    while stack:
        name = stack.pop()
        if name in done or name not in catalogue:
            continue
        done.add(name)
        row = catalogue[name]
        if row.formula is None:
            found[name] = None
        stack += [*sorted(named_refs(row.formula)), *([row.part_of] if row.part_of else [])]
        for check in row.checks:
            stack += sorted(named_refs(check.expect))
    return tuple(found)


def months_back(catalogue: Catalogue, ref: str) -> int:
    """Give how many months a row looks back, through the rows that it reads."""
    back, stack, seen = 0, [(ref, 0)], {ref}
    while stack:
        name, before = stack.pop()
        back = max(back, before)
        tree = catalogue.bound.get(name)
        for read, ago in (readings(tree) if tree is not None else {}).items():
            back = max(back, before + ago[-1])
            if read is not None and read not in seen:
                seen.add(read)
                stack.append((read, before + ago[-1]))
    return back


def months_needed(catalogue: Catalogue, ref: str) -> int:
    """Return how many months in a row need a figure before a row or what it reads has one."""
    needed, stack, seen = 1, [ref], {ref}
    while stack:
        tree = catalogue.bound.get(stack.pop())
        for node in walk(tree) if tree is not None else ():
            if isinstance(node, Call):
                at_least = dict(node.options).get("at_least", 1)
                needed = max(needed, at_least if isinstance(at_least, int) else 1)
            elif isinstance(node, Ref) and node.ref not in seen:
                seen.add(node.ref)
                stack.append(node.ref)
    return needed


def start(catalogue: Catalogue, inputs: Iterable[str], ref: str, months: int) -> int:
    """Return a month in which the row and most of its inputs live, behind all breaks."""
    rows = [catalogue[name] for name in (*inputs, ref)]
    announced = max((row.introduced for row in rows if row.introduced is not None), default=24_192)
    begun: int = max([announced, *catalogue.breaks.get(ref, ())])
    ended = min((row.ended for row in rows if row.ended is not None), default=begun + months)
    return min(begun, max(ended - months + 1, 22_800))
