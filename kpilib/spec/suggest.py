"""Did you mean: the nearest known name to one that is not."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 0.5
#: among more names, or for a longer one, only case and spaces are looked through
_MANY, _LONGEST = 2_000, 200


def did_you_mean(name: str, known: Iterable[str], *, but: str | None = None) -> str | None:
    """Give the known name most like this one, the first of equals; None where none is like it.

    `but` is never meant: a formula that misspells a ref does not mean its own row.

    >>> did_you_mean("M3-ql", ["M3-QL", "CP1"]), did_you_mean("?", ["M1"])
    ('M3-QL', None)
    >>> did_you_mean("M9", ["M1", "M2", "M3"], but="M1")
    'M2'
    """
    import difflib

    known = [one for one in known if one != but]
    if len(known) > _MANY or len(name) > _LONGEST:
        return next((one for one in known if _folded(one) == _folded(name)), None)
    best, nearest = _ALIKE, None
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(_folded(name))
    for one in known:
        matcher.set_seq1(_folded(one))
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        ratio = matcher.ratio()
        if ratio > best or (ratio == best and nearest is None):
            best, nearest = ratio, one
    return nearest


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
