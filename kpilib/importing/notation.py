"""Which sign marks the decimals in a table: told by its cells together, for one alone may lie.

``1.234`` is one and a bit, or one thousand and more; the other cells of the table, and the
separator of a text table, say which. Where they do not, such cells are in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from kpilib.importing.grids import Raw

Mark = Literal["point", "comma"]
#: what stands around a figure
_AROUND = str.maketrans("", "", "-£%()prPR \u00a0\u202f\u2009\u2212")
_DOUBTFUL = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}").fullmatch
_POINT = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]+\.[0-9]+"
).fullmatch
_COMMA = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]+,[0-9]+"
).fullmatch
#: no figure is longer
_LONGEST = 60


class Notation:
    """What marks decimals in a table."""

    def __init__(
        self, cells: Iterable[Raw], separator: str | None = None, said: Mark | None = None
    ) -> None:
        self.mark: Mark = said or "point"
        seen = set() if said else _seen(cells)
        #: whether a figure such as 1.234 or 1,234 could be either
        self.is_doubtful = "comma" in seen or (
            said is None and separator == ";" and "point" not in seen
        )

    def is_open(self, text: str) -> bool:
        """Say whether a figure could be read in two ways here."""
        return self.is_doubtful and _DOUBTFUL(text.translate(_AROUND)) is not None


def _seen(cells: Iterable[Raw]) -> set[str]:
    """Return the marks that are certain in some cell."""
    found: set[str] = set()
    for raw in cells:
        if not isinstance(raw, str) or ("," not in raw and "." not in raw) or len(raw) > _LONGEST:
            continue
        text = raw.translate(_AROUND)
        if _DOUBTFUL(text):
            continue
        if _POINT(text):
            found.add("point")
        elif _COMMA(text):
            found.add("comma")
        if len(found) == 2:
            break
    return found
