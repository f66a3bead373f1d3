"""Names of pages: a ref is free text, a file's name and an address are not."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 60
#: file names that Windows keeps for itself, whatever stands behind the dot
_TAKEN = re.compile("con|prn|aux|nul|(com|lpt)[0-9]")


def is_taken(stem: str) -> bool:
    """Return whether Windows keeps a file's name for itself, whatever its ending.

    >>> is_taken("con"), is_taken("Lpt1"), is_taken("monthly")
    (True, True, False)
    """
    return _TAKEN.fullmatch(stem.lower()) is not None


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Give each name one of its own: letters, digits and dashes, in the order given.

    >>> slugs(["CP4 (val)", "CP4-val", "CON", "%"])
    {'CP4 (val)': 'cp4-val', 'CP4-val': 'cp4-val-2', 'CON': 'con-1', '%': 'x'}
    """
    found: dict[str, str] = {}
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for name in names:
        stem = re.sub("[^a-z0-9]+", "-", name.lower())[:_LONGEST].strip("-") or "x"
        if is_taken(stem):
            stem += "-1"
        slug = stem
        while slug in used:
            numbers[stem] = numbers.get(stem, 1) + 1
            slug = f"{stem}-{numbers[stem]}"
        used.add(slug)
        found[name] = slug
    return found
