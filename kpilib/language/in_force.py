"""What is in force of an indicator, whether it is written or follows: by this revisions compare."""

from __future__ import annotations

from collections.abc import Mapping

from kpilib.language.catalogue import Catalogue
from kpilib.language.model import Check, Indicator
from kpilib.language.sameness import same_formula


def in_force(catalogue: Catalogue, ref: str, name: str) -> object:
    """Return an attribute of an indicator as it is bound.

    Unit and measure are those inferred where none is written, and breaks include those of what
    the formula reads. Everything else is as written: its default is filled in when it is read.
    """
    row = catalogue[ref]
    kind = catalogue.type_of(ref)
    if name == "unit" and kind is not None:
        return kind.unit
    if name == "measure" and kind is not None:
        return kind.measure
    if name == "breaks":
        return tuple(sorted(catalogue.breaks.get(ref, frozenset()).union(row.breaks)))
    return getattr(row, name)


def differs(
    old: Catalogue, before: Indicator, new: Catalogue, after: Indicator, name: str,
    names: Mapping[str, str] | None = None,
) -> bool:  # fmt: skip
    """Return whether an attribute was edited, and something else is in force since.

    What only follows from an edit elsewhere is no edit of this indicator. `names` maps old refs
    to new ones.
    """
    a, b = getattr(before, name), getattr(after, name)
    if a == b:
        return False
    if name == "formula":
        return not same_formula(a, b, names or {})
    if name == "checks":
        return not _same_checks(a, b)
    return in_force(old, before.ref, name) != in_force(new, after.ref, name)


def _same_checks(a: tuple[Check, ...], b: tuple[Check, ...]) -> bool:
    return len(a) == len(b) and all(
        one.because == two.because and same_formula(one.expect, two.expect)
        for one, two in zip(a, b, strict=True)
    )
