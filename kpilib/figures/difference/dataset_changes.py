"""What differs in a dataset: its settings, columns and rows, and its observations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import evolve

from kpilib.figures.difference.change import Action, Change, shown
from kpilib.figures.difference.side import WITHHELD, Side
from kpilib.language.columns import printed_rows
from kpilib.language.dataset import Dataset, Row
from kpilib.language.sameness import same_formula
from kpilib.project.stores.observations import Observation
from kpilib.values.period import Period
from kpilib.values.reasons import TEXT
from kpilib.values.wording.languages import DEFAULT

_FIELDS = (
    "title", "geography", "window", "year_starts", "rounding", "commentary", "locale",
)  # fmt: skip
#: a figure that is confidential
_HIDDEN = "(c)"
#: reasons that are printed as they are spelt
_PLAIN = frozenset(TEXT.values())


def dataset_changes(base: Side, head: Side) -> Iterator[Change]:
    """Yield the changes of a dataset."""
    old, new = base.dataset, head.dataset
    for name in _FIELDS:
        if getattr(old, name) != getattr(new, name):
            yield _dataset_field(old, new, name, name in ("title", "commentary"))
    for name in ("basis", "threshold", "decided_on"):
        before, after = getattr(old.change, name), getattr(new.change, name)
        if before != after:
            yield Change(
                "dataset", new.dataset, "changed", f"change {name}", shown(name, before),
                shown(name, after), None, _change_rule(name, after),
            )  # fmt: skip
    yield from _parts(old, new, "columns", "id", _same_column)
    if (old.rows is None) == (new.rows is None):
        yield from _parts(old, new, "rows", "ref", lambda a, b: _same_row(base, a, head, b))
    elif _printed(base) != _printed(head):
        yield _dataset_field(old, new, "rows", False)
    if _told(old) != _told(new):
        yield _dataset_field(old, new, "empty_cells", False)
    for name in ("remarks", "differences"):
        if set(getattr(old, name)) != set(getattr(new, name)):
            yield _dataset_field(old, new, name, True)


def _dataset_field(old: Dataset, new: Dataset, name: str, is_words: bool) -> Change:
    value = getattr(new, name)
    before, after = shown(name, getattr(old, name)), shown(name, value)
    return Change(
        "dataset", new.dataset, "changed", name, before, after, frozenset() if is_words else None,
        lambda side: side.changed(dataset=evolve(side.dataset, **{name: value})),
    )  # fmt: skip


def _change_rule(name: str, value: Any) -> Callable[[Side], Side]:
    def make(side: Side) -> Side:
        rule = evolve(side.dataset.change, **{name: value})
        return side.changed(dataset=evolve(side.dataset, change=rule))

    return make


def _parts(
    old: Dataset, new: Dataset, name: str, key: str, same: Callable[[Any, Any], bool]
) -> Iterator[Change]:
    """Yield the changes of columns or rows, by what names them; their order is no figure."""
    before = {getattr(one, key): one for one in getattr(old, name) or ()}
    after = {getattr(one, key): one for one in getattr(new, name) or ()}
    what = name[:-1]
    for id_ in dict.fromkeys((*before, *after)):
        a, b = before.get(id_), after.get(id_)
        if a == b or (a and b and same(a, b)):
            continue
        action: Action = "added" if a is None else "removed" if b is None else "changed"
        touches: frozenset[str] | None = None if name == "columns" else frozenset((id_,))
        label, texts = "keys", (a and _part_text(a), b and _part_text(b))
        if name == "columns" and a and b and _same_column(evolve(a, heading=b.heading), b):
            label, texts, touches = "heading", (a.heading, b.heading), frozenset()
        yield Change(
            what, id_, action, label if action == "changed" else "", *texts, touches,
            _part(name, key, id_, b),
        )  # fmt: skip


def _same_column(a: Any, b: Any) -> bool:
    return evolve(a, formula=b.formula) == b and same_formula(a.formula, b.formula)


def _same_row(base: Side, a: Row, head: Side, b: Row) -> bool:
    return _row_in_force(base, a) == _row_in_force(head, b)


def _row_in_force(side: Side, row: Row) -> tuple[frozenset[str], str | None]:
    """Return the columns that a row prints and how it is judged, written or not."""
    every = (column.id for column in side.dataset.columns)
    indicator = side.by_ref.get(row.ref)
    polarity = row.polarity or (indicator.polarity if indicator else None)
    return frozenset(every if row.columns is None else row.columns), polarity


def _printed(side: Side) -> dict[str, tuple[frozenset[str], str | None]]:
    """Return what is in force of every printed row: of all indicators where none is named."""
    rows = printed_rows(side.project.catalogue, side.dataset)
    return {row.ref: _row_in_force(side, row) for row in rows}


def _told(dataset: Dataset) -> dict[str, str]:
    """Return the words of empty cells but those that would be printed anyway."""
    plain = _PLAIN if dataset.locale == DEFAULT else ()
    words = dataset.empty_cells.items()
    return {key: text for key, text in words if key != text or key not in plain}


def _part_text(part: Any) -> str:
    if isinstance(part, Row):
        columns = "every column"
        if part.columns is not None:
            columns = f"columns {', '.join(part.columns)}" if part.columns else "no column"
        return f"{part.polarity}; {columns}" if part.polarity else columns
    return str(part.formula or part.comparator)


def _part(name: str, key: str, id_: str, part: Any) -> Callable[[Side], Side]:
    def make(side: Side) -> Side:
        parts = list(getattr(side.dataset, name) or ())
        places = [n for n, one in enumerate(parts) if getattr(one, key) == id_]
        if places:
            parts[places[0] : places[0] + 1] = [part] if part is not None else []
        elif part is not None:
            parts.append(part)
        given: dict[str, Any] = {name: tuple(parts)}
        return side.changed(dataset=evolve(side.dataset, **given))

    return make


def observation_changes(base: Side, head: Side) -> Iterator[Change]:
    """Give the series in which another figure counts, of indicators that both sides have."""
    both = set(base.by_ref) & set(head.by_ref)
    for ref, place in dict.fromkeys((*base.series, *head.series)):
        a, b = base.series.get((ref, place), ()), head.series.get((ref, place), ())
        if ref not in both or _said_all(a) == _said_all(b):
            continue
        before, after = _in_force(a), _in_force(b)
        months = sorted(m for m in {*before, *after} if before.get(m) != after.get(m))
        if not months:
            continue
        where = "" if place == head.dataset.geography else f" ({place})"
        first = Period.month(months[0])
        more = f" and {len(months) - 1} more" if len(months) > 1 else ""
        was, now = before.get(months[0]), after.get(months[0])
        yield Change(
            "observations of", f"{ref}{where}", "changed", f"{first}{more}",
            *_figures_told(was, now), frozenset((ref,)),
            _observed((ref, place), b),
        )  # fmt: skip


def _figures_told(was: str | None, now: str | None) -> tuple[str | None, str | None]:
    """Return both figures, without the one that the other side keeps confidential."""
    if was and now and _HIDDEN in (was, now):
        was, now = (text if text == _HIDDEN else WITHHELD for text in (was, now))
    return was, now


def _said_all(rows: Iterable[Observation]) -> set[tuple[Any, ...]]:
    return {(row.month, row.recorded, row.value, row.marker) for row in rows}


def _in_force(rows: Iterable[Observation]) -> dict[int, str]:
    found: dict[int, tuple[str, str]] = {}
    for row in rows:
        day = row.recorded or ""
        # of one day the later counts
        if row.month not in found or day >= found[row.month][0]:
            found[row.month] = day, _figure(row)
    return {month: text for month, (_, text) in found.items()}


def _figure(row: Observation) -> str:
    """Write a figure so that equal ones are the same text: 1480.0 is 1480."""
    if row.value is None:
        return f"({row.marker})" if row.marker else "empty"
    text = row.value.rstrip("0").rstrip(".") if "." in row.value else row.value
    return text.lstrip("0") or "0" if text[:1] == "0" and text[:2] != "0." else text


def _observed(key: tuple[str, str], rows: tuple[Observation, ...]) -> Callable[[Side], Side]:
    return lambda side: side.changed(series=side.series | {key: rows})
