"""Did you mean: the nearest known name to one that is not."""

from __future__ import annotations

from collections.abc import Iterable, Sized

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

    if isinstance(known, Sized) and (len(known) > _MANY or len(name) > _LONGEST):
        near = _by_fold(known).get(_folded(name))
        return near if near != but else None
    known = [one for one in known if one != but]
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


#: the last large set of names, folded: a file with thousands of wrong refs asks for it each time
_last: list[tuple[int, int, dict[str, str]]] = []


def _by_fold(known: Iterable[str]) -> dict[str, str]:
    size = len(known) if isinstance(known, Sized) else 0
    if not _last or _last[0][:2] != (id(known), size):
        _last[:] = [(id(known), size, {_folded(one): one for one in known})]
    return _last[0][2]


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
