"""KPI501 near-duplicate-name: two people, areas, places or titles are nearly the same.

What it reports
    Names that agree but for case, order of the words, or one word that is nearly the same; titles
    likewise, among indicators of one unit, once words such as "number of" and "rate per 10,000"
    are taken off.

Why it matters
    It is one person spelt two ways, or one measure entered twice.

Example
    # file: specs/people.yaml
    people:
      ann: {name: Lisa Minnis}
      two: {name: Lissa Minnis}

Use instead
    # file: specs/people.yaml
    people:
      ann: {name: Lisa Minnis}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpilib.project.project import Project
from kpilib.values.findings import Fault, Span

CODE = "KPI501"
_UNIT_WORDS = re.compile(
    r"\b(the )?(number|count|percentage|percent|proportion|rate|total)( of)?\b"
    r"|\bper 10,?000( children)?\b|%"
)
_ALIKE = 0.8
_LONGEST = 200


def check(project: Project) -> Iterator[Fault]:
    """Compare names and titles, each with those that share all words but one."""
    registers = project.catalogue.registers
    people = [(p.name, "", p.span, None) for p in registers.people.values()]
    areas = [(a.name, "", a.span, None) for a in registers.areas.values()]
    yield from _alike(people, "people")
    yield from _alike(areas, "areas")
    places: dict[str, Span] = {}
    for name, dataset in project.datasets.items():
        for row in project.observations(name).rows if len(project.catalogue) else ():
            if row.geography not in places:
                column = "geography" if row.geography != dataset.geography else "ref"
                places[row.geography] = row.place(column)
    yield from _alike([(name, "", span, None) for name, span in places.items()], "geographies")
    titles = []
    for indicator in project.catalogue:
        kind = project.catalogue.type_of(indicator.ref)
        if kind and indicator.title:
            span = indicator.places["title"].span
            titles.append((indicator.title, kind.unit, span, indicator.ref))
    yield from _alike(titles, "titles")


def _alike(named: Sequence[tuple[str, str, Span, str | None]], what: str) -> Iterator[Fault]:
    """Give every name that is nearly an earlier one of the same kind."""
    seen: dict[tuple[str, tuple[str, ...]], list[tuple[str, str, int]]] = {}
    for number, (name, kind, span, ref) in enumerate(named):
        words = _words(name[:_LONGEST], titles=what == "titles")
        twin = None
        for place in range(len(words) + 1):
            key = (kind, words[:place] + words[place + 1 :])
            word = words[place] if place < len(words) else ""
            bucket = seen.setdefault(key, [])
            twin = twin or next(
                (n for n, w, other in bucket[:50] if other != number and _same(w, word)), None
            )
            bucket.append((name, word, number))
        if twin is not None:
            message = f"`{name}` and `{twin}` are nearly the same: two {what} or one?"
            yield Fault(CODE, span, message, "use one of them, or tell them apart", ref)


def _words(name: str, *, titles: bool) -> tuple[str, ...]:
    text = name.casefold()
    if titles:
        text = _UNIT_WORDS.sub(" ", text)
    words = re.findall(r"\w+", text)
    return tuple(words) if titles else tuple(sorted(words))


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    if not one or not other or any(c.isdigit() for c in one + other):
        return False
    import difflib

    return difflib.SequenceMatcher(None, one, other).ratio() >= _ALIKE
