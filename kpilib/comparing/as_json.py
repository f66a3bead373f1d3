"""A comparison as JSON."""

from __future__ import annotations

import json
from typing import Any

from kpilib.comparing.comparison import Comparison
from kpilib.comparing.figures import Shown
from kpilib.comparing.outline import verdict


def to_json(found: Comparison) -> str:
    """Write everything that a comparison found."""
    data = {
        "dataset": found.dataset,
        "period": found.period,
        "verdict": verdict(found),
        "changes": [
            {
                "number": number, "what": one.what, "name": one.name, "action": one.action,
                "key": one.key or None, "before": one.before, "after": one.after,
                "words_only": one.is_words,
                "label": found.labels.get(one.name) if one.what == "indicator" else None,
            }
            for number, one in enumerate(found.changes, 1)
        ],
        "moved": [
            {
                "ref": one.ref, "column": one.column, "geography": one.geography,
                "before": _cell(one.before), "after": _cell(one.after),
                "causes": [number + 1 for number in one.causes], "together": one.is_together,
            }
            for one in found.moved
        ],
        "exact_only": found.exact_only,
        "not_compared": list(found.not_compared),
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _cell(cell: Shown | None) -> dict[str, Any] | None:
    return cell._asdict() if cell is not None else None
