"""A comparison as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain
from typing import Any

from kpilib.figures.difference.comparison import Comparison
from kpilib.figures.difference.figures import Shown
from kpilib.figures.difference.outline import verdict


def to_json(found: Comparison) -> str:
    """Write everything that a comparison found, a line a change and a line a figure."""
    changes = (
        {
            "number": number, "what": one.what, "name": one.name, "action": one.action,
            "key": one.key or None, "before": one.before, "after": one.after,
            "words_only": one.is_words,
            "label": found.labels.get(one.name) if one.what == "indicator" else None,
        }
        for number, one in enumerate(found.changes, 1)
    )  # fmt: skip
    moved = (
        {
            "ref": one.ref, "column": one.column, "geography": one.geography,
            "before": _cell(one.before), "after": _cell(one.after),
            "causes": [number + 1 for number in one.causes], "together": one.is_together,
        }
        for one in found.moved
    )  # fmt: skip
    pieces = chain(
        (f'{{\n "dataset": {_text(found.dataset)},\n "period": {_text(found.period)},\n',),
        (f' "verdict": {_text(verdict(found))},\n "changes": [',),
        _lines(changes),
        ('],\n "moved": [',),
        _lines(moved),
        (f'],\n "exact_only": {found.exact_only},\n',),
        (f' "not_compared": {_text(list(found.not_compared))}\n}}\n',),
    )
    out = StringIO()
    out.writelines(pieces)
    return out.getvalue()


def _lines(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n  {_text(item)}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cell(cell: Shown | None) -> dict[str, Any] | None:
    return cell._asdict() if cell is not None else None
