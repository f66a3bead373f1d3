"""Which sign marks the decimals in a table: told by its cells together, for one alone may lie.

``1.234`` is one and a bit, or one thousand and more; the other cells of the table, and the
separator of a text table, say which. Where they do not, such cells are in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from kpilib.project.tables.grids import Raw

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
        self, cells: Iterable[Raw], separator: str | None = ",", said: Mark | None = None
    ) -> None:
        self.mark: Mark = said or "point"
        self.said = said is not None
        seen = set() if said else _seen(cells)
        has_commas, has_points = "comma" in seen, "point" in seen
        #: why such a figure is open
        self.why = "no other figure of the table tells which"
        if has_commas:
            self.why = "the table has decimal commas"
        elif separator == ";":
            self.why = "the table is separated by semicolons, as tables with decimal commas are"
        #: whether 1,234 could be either: beside decimal commas, and in files as they go with those
        self._commas_are_open = has_commas or (not said and separator == ";" and not has_points)
        #: whether 1.234 could be: wherever it is not said that points mark decimals
        self._points_are_open = has_commas or (not said and separator != "," and not has_points)

    def is_open(self, text: str) -> bool:
        """Say whether a figure could be read in two ways here."""
        found = _DOUBTFUL(text.translate(_AROUND))
        if found is None:
            return False
        return self._commas_are_open if "," in text else self._points_are_open


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
