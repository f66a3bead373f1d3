"""Compare two sides: what differs, which published figures move, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from kpilib.figures.difference import renames
from kpilib.figures.difference.causes import Causes, Reach
from kpilib.figures.difference.change import Change
from kpilib.figures.difference.changes import changes
from kpilib.figures.difference.figures import Shown, View, differences
from kpilib.figures.difference.side import WITHHELD, Side
from kpilib.figures.difference.withheld import withholding
from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.language.in_force import in_force
from kpilib.language.model import Indicator
from kpilib.values.errors import UsageError
from kpilib.values.findings import Finding
from kpilib.values.period import Period, asked_month

Label = Literal["same series", "restated series", "new series", "words only"]
#: what is in force of a series whose figures are not comparable with those before a change of it
_NEW_SERIES = ("unit", "measure", "breaks")


class Moved(NamedTuple):
    """A published figure that differs; None where a side does not print it."""

    ref: str
    #: a month, or a column's id
    column: str
    geography: str
    before: Shown | None
    after: Shown | None
    #: which of the changes move it by themselves, by their number; several that only do so
    #: together where `is_together`
    causes: tuple[int, ...]
    is_together: bool

    @property
    def flips(self) -> int:
        """2 for a judgement that differs, 1 for an arrow, 0 for neither."""
        if self.before is None or self.after is None:
            return 0
        if WITHHELD in (self.before.text, self.after.text):
            return 0
        if self.before.judgement != self.after.judgement:
            return 2
        return int(self.before.direction != self.after.direction)


class Comparison(NamedTuple):
    """What differs between two sides."""

    dataset: str
    #: the month of the report in which figures are compared
    period: str
    changes: tuple[Change, ...]
    #: what became of each changed indicator's series
    labels: dict[str, Label]
    #: judgements first, then arrows, then the others in printed order
    moved: tuple[Moved, ...]
    #: figures whose exact value differs and whose print does not
    exact_only: int
    #: rows that a side cannot work out
    not_compared: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    #: headings of the columns, by id
    headings: Mapping[str, str] = {}

    @property
    def definitions(self) -> tuple[Change, ...]:
        """The changes that are not words only."""
        return tuple(change for change in self.changes if not change.is_words)


def compare(
    base: Side, head: Side, period: str | Period | None = None, findings: Sequence[Finding] = ()
) -> Comparison:
    """Compare two sides in the report of a month (default: the last observed of either)."""
    names = renames.renames(base, head)
    old = renames.renamed(base, names)
    lost = frozenset(head.lost & (set(old.by_ref) - set(head.by_ref)))
    found = (*renames.changes_of(names), *(c for c in changes(old, head) if c.name not in lost))
    month = asked_month(period) if period is not None else _last_month(old, head)
    reach = Reach(old, head)
    refs = reach.of(change.touches for change in found)
    broken = tuple(sorted(_broken(old, head, findings, found, reach) | lost))
    columns = _broken_columns(old, head)
    a, b = View(old, month, refs), View(head, month, refs)
    compared = differences(a, b)
    cells = {
        key: pair
        for key, pair in compared.cells.items()
        if key[0] not in broken and key[1] not in columns
    }
    causes = Causes(old, a, found, reach)
    told = withholding(cells, a, b)
    moved = [Moved(*key, *told[key], *causes.of(key, pair)) for key, pair in cells.items()]
    moved.sort(key=lambda one: -one.flips)
    return Comparison(
        head.dataset.dataset, str(Period.month(month)), found,
        _labels(old, head, [one for one in found if one.name not in broken]), tuple(moved),
        compared.exact_only, (*broken, *sorted(columns)), tuple(findings),
        a.headings() | b.headings(),
    )  # fmt: skip


def _last_month(*sides: Side) -> int:
    months = [row.month for side in sides for rows in side.series.values() for row in rows]
    if not months:
        raise UsageError("nothing is observed; name the month with a period")
    return max(months)


def _broken(
    base: Side, head: Side, findings: Sequence[Finding], found: Sequence[Change], reach: Reach
) -> set[str]:
    """Give the rows that a side cannot work out, and those that read them."""
    sides = [side.project.catalogue for side in (base, head)]
    both = set(base.by_ref) & set(head.by_ref)
    wrong = {ref for ref in both if len({one.is_sound(ref) for one in sides}) == 2}
    for one in findings:
        if one.severity != "error":
            continue
        if one.code < "KPI4" and one.ref is not None:
            wrong.add(one.ref)
        elif "/observations/" in one.span.file and one.code < "KPI402" and one.ref is None:
            # a file that cannot be read takes its figures with it
            wrong |= {ref for c in found if c.what == "observations of" for ref in c.touches or ()}
    unknown = [row.ref for row in head.indicators if _lacks_population(base, head, row)]
    return set(reach.of([frozenset(wrong | set(unknown))]) or ())


def _lacks_population(base: Side, head: Side, row: Indicator) -> bool:
    """Say whether a rate names a denominator that the head has not, and the base had."""
    name = row.denominator
    known = base.registers.denominators, head.registers.denominators
    return name is not None and name not in known[1] and name in known[0]


def _broken_columns(base: Side, head: Side) -> frozenset[str]:
    """Give the columns whose formula only one side can read."""
    found = []
    for side in (base, head):
        columns = side.project.specs.columns[side.dataset.dataset]
        found.append({one.id for one in side.dataset.columns if columns.is_broken(one)})
    return frozenset(found[0] ^ found[1])


def _labels(base: Side, head: Side, found: Sequence[Change]) -> dict[str, Label]:
    """Return what became of the series of every changed indicator."""
    words: dict[str, bool] = {}
    for change in found:
        if change.what == "indicator" and change.action == "changed":
            words[change.name] = words.get(change.name, True) and change.is_words
    labels: dict[str, Label] = {}
    for ref, is_words in words.items():
        if is_words:
            labels[ref] = "words only"
        else:
            labels[ref] = "new series" if _is_new(base, head, ref) else "same series"
    same = [ref for ref, label in labels.items() if label == "same series"]
    return labels | dict.fromkeys(_restated(base, head, same), "restated series")


def _is_new(base: Side, head: Side, ref: str) -> bool:
    """Return whether unit, measure or breaks of an indicator are others, written or inferred."""
    known = base.project.catalogue, head.project.catalogue
    return any(in_force(known[0], ref, key) != in_force(known[1], ref, key) for key in _NEW_SERIES)


def _restated(base: Side, head: Side, refs: Sequence[str]) -> Iterator[str]:
    """Yield the indicators of which any figure, of any month and place, is another."""
    if not refs:
        return
    both = [evaluate(side.project, dataset=side.dataset, refs=refs) for side in (base, head)]
    later = set(both[1].periods)
    months = [period for period in both[0].periods if period in later]
    places = [name for name in both[0].geographies if name in both[1].frame.places]
    cells = [
        np.ix_(
            [one.frame.places[name] for name in places],
            [month.first - one.periods[0].first for month in months],
        )
        for one in both
    ]
    for ref in refs:
        one, other = (side[ref].values[here] for side, here in zip(both, cells, strict=True))
        if not np.array_equal(one, other, equal_nan=True):
            yield ref
