"""Did you mean: the nearest known name to one that is not."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Give the known name most like this one, None where none is like it.

    >>> did_you_mean("M3-ql", ["M3-QL", "CP1"]), did_you_mean("?", ["M1"])
    ('M3-QL', None)
    """
    import difflib

    folded: dict[str, str] = {}
    for one in known:
        folded.setdefault(_folded(one), one)
    near = difflib.get_close_matches(_folded(name), folded, n=1, cutoff=0.5)
    return folded[near[0]] if near else None


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
