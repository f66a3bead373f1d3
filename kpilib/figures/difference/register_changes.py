"""What differs in the registers: areas, people, places, denominators, comparators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve

from kpilib.figures.difference.change import Action, Change, number
from kpilib.figures.difference.side import Side
from kpilib.values.period import Period


def register_changes(base: Side, head: Side) -> Iterator[Change]:
    """Give the changes of the registers."""
    for name in ("areas", "people", "geographies"):
        old, new = getattr(base.registers, name), getattr(head.registers, name)
        yield from _words(name, old, new)
    users: dict[str, set[str]] = {}
    for row in (*base.indicators, *head.indicators):
        users.setdefault(row.denominator or "", set()).add(row.ref)
    for name in ("denominators", "comparators"):
        old, new = getattr(base.registers, name), getattr(head.registers, name)
        for id_ in dict.fromkeys((*old, *new)):
            of = frozenset(users.get(id_, ())) if name == "denominators" else None
            places = base.dataset.geography, head.dataset.geography
            yield from _dated(name, id_, old.get(id_), new.get(id_), of, places)


def _words(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    what = {"areas": "area", "people": "person", "geographies": "geography"}[name]
    for id_ in dict.fromkeys((*old, *new)):
        before, after = old.get(id_), new.get(id_)
        if before != after:
            action: Action = (
                "added" if before is None else "removed" if after is None else "changed"
            )
            yield Change(
                what, id_, action, "" if action != "changed" else "words",
                before and before.name, after and after.name, frozenset(),
                _replacing(name, id_, after),
            )  # fmt: skip


def _replacing(register: str, id_: str, thing: object) -> Callable[[Side], Side]:
    def make(side: Side) -> Side:
        things = dict(getattr(side.registers, register))
        things.pop(id_, None)
        if thing is not None:
            things[id_] = thing
        return side.changed(registers=side.registers._replace(**{register: things}))

    return make


def _dated(
    register: str, id_: str, old: Any, new: Any, users: frozenset[str] | None,
    places: tuple[str, str],
) -> Iterator[Change]:  # fmt: skip
    what = register[:-1]
    if old is None or new is None:
        action: Action = "added" if old is None else "removed"
        touches = users if users is not None else frozenset(v.ref for v in (new or old).values)
        make = _replacing(register, id_, new)
        yield Change(what, id_, action, "", old and old.title, new and new.title, touches, make)
        return
    if old.title != new.title:
        make = _titled(register, id_, new.title)
        yield Change(what, id_, "changed", "title", old.title, new.title, frozenset(), make)
    before, after = _by_key(old.values, places[0]), _by_key(new.values, places[1])
    for key in dict.fromkeys((*before, *after)):
        a, b = before.get(key), after.get(key)
        if a == b or (a and b and a == evolve(b, geography=a.geography)):
            continue
        touches = users if users is not None else frozenset((key[0],))
        same = a is not None and b is not None and (a.value, _basis(a)) == (b.value, _basis(b))
        label = "value of " + ", ".join(map(str, filter(None, map(_key_text, key))))
        if same:
            yield Change(
                what, id_, "changed", f"{label} (words)", _said(a), _said(b), frozenset(),
                _valued(register, id_, key, b),
            )  # fmt: skip
        else:
            yield Change(
                what, id_, "changed", label, a and _figure(a), b and _figure(b), touches,
                _valued(register, id_, key, b),
            )  # fmt: skip


def _figure(value: Any) -> str:
    basis = _basis(value)
    return f"{number(value.value)} ({basis})" if basis else number(value.value)


def _said(value: Any) -> str:
    return "; ".join(
        filter(None, (value.source, value.evidence, getattr(value, "reference", None)))
    )


def _basis(value: Any) -> object:
    return getattr(value, "basis", None)


def _by_key(values: Iterable[Any], place: str) -> dict[tuple[Any, ...], Any]:
    """Return values by month (and ref) and geography: None for the dataset's, written or not."""
    found: dict[tuple[Any, ...], Any] = {}
    for value in values:
        when = (value.since,) if hasattr(value, "since") else (value.ref, value.period)
        geography = None if value.geography == place else value.geography
        found.setdefault((*when, geography, value.recorded), value)
    return found


def _key_text(part: object) -> str | None:
    return str(Period.month(part)) if isinstance(part, int) else None if part is None else str(part)


def _titled(register: str, id_: str, title: str) -> Callable[[Side], Side]:
    def make(side: Side) -> Side:
        thing = getattr(side.registers, register)[id_]
        return _replacing(register, id_, evolve(thing, title=title))(side)

    return make


def _valued(register: str, id_: str, key: tuple[Any, ...], value: Any) -> Callable[[Side], Side]:
    def make(side: Side) -> Side:
        thing = getattr(side.registers, register)[id_]
        place = side.dataset.geography
        kept = [one for k, one in _by_key(thing.values, place).items() if k != key]
        values = (*kept, value) if value is not None else tuple(kept)
        return _replacing(register, id_, evolve(thing, values=tuple(values)))(side)

    return make
