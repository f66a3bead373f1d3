"""Cells as people type them: each is a value, a marker, nothing, or a sentence about what is wrong.

Symbols follow the Government Analysis Function's guidance on symbols in tables and the older
ones it replaces: ``:`` and ``..`` not available, ``*`` confidential, ``z`` not applicable.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from kpilib.importing.grids import Raw
from kpilib.spec.text import hides
from kpilib.store.observations import MOST_DIGITS

#: what a text in place of a figure means, whatever its case
SYMBOLS: Mapping[str, str] = {
    **dict.fromkeys(("-", "–", "—", "..", "...", ":", "x", "[x]", "not available"), "x"),
    **dict.fromkeys(("not reported", "missing", "tbc", "awaited"), "x"),
    **dict.fromkeys(("n/a", "na", "n.a.", "z", "[z]", "not applicable"), "z"),
    **dict.fromkeys(("*", "c", "[c]", "suppressed", "confidential"), "c"),
}
_FIGURE = re.compile(
    r"(?P<sign>-?)(?P<pound>£?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
    r"(?P<part>\.[0-9]+)?(?P<percent> ?%?)(?P<mark> ?\([pr]\))?"
).fullmatch
_ERRORS = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|#+)|Err:[0-9]+")
_SMALL = re.compile(r"(?:<|less than|under|fewer than) ?[0-9]+", re.IGNORECASE).fullmatch
# full-width digits and signs, spaces of all widths, the real minus
_PLAIN = {0xFF10 + n: 48 + n for n in range(10)} | {
    0xFF0C: 44, 0xFF0E: 46, 0xFF05: 37, 0xFF0D: 45, 0x2212: 45, 0x2010: 45, 0x2011: 45,
    0x00A0: 32, 0x2009: 32, 0x202F: 32, 0x2007: 32, 0x3000: 32,
}  # fmt: skip


class Typed(NamedTuple):
    """What a cell says; all None: nothing."""

    value: str | None = None
    marker: str | None = None
    #: what is wrong with it, and the remedy
    fault: str | None = None
    hint: str | None = None


def understood(
    raw: Raw, unit: str | None, *, symbols: Mapping[str, str] | None = None,
    is_percentage: bool = False, percentages: str | None = None,
) -> Typed:  # fmt: skip
    """Say what a cell of an indicator of that unit means.

    `symbols` are the project's own; `is_percentage`: the spreadsheet shows the cell in percent;
    `percentages`: how the layout says that numbers in rows of percentages are kept.

    >>> understood("1,090", "count"), understood(" 77 ", "count").value
    (Typed(value='1090', marker=None, fault=None, hint=None), '77')
    >>> understood("<5", "count").marker, understood("(12)", "count").fault
    ('c', '`(12)` may be minus 12 or a figure in brackets')
    """
    if raw is None or raw == "":
        return Typed()
    if isinstance(raw, bool):
        return Typed(fault=f"`{str(raw).upper()}` is no figure")
    if isinstance(raw, int | float):
        return _number(raw, unit, is_percentage, percentages)
    if isinstance(raw, str):
        return _text(raw, unit, symbols or {}, percentages)
    shown = f"{raw:%d %B %Y}" if isinstance(raw, datetime.date) else str(raw)
    hint = "the spreadsheet made it of something like 1/12 or Sep 15: type the figure again"
    return Typed(fault=f"`{shown}` is a date or a time and no figure", hint=hint)


def _number(raw: float, unit: str | None, is_percentage: bool, percentages: str | None) -> Typed:
    if raw != raw or raw in (float("inf"), float("-inf")):
        return Typed(fault="the cell holds no number")
    # spreadsheets keep fifteen digits and show no more
    figure = Decimal(raw) if isinstance(raw, int) else Decimal(f"{raw:.15g}")
    if is_percentage and unit != "percent":
        return Typed(
            fault=f"the cell is a percentage, {_plain(figure * 100)}%; a {unit} is expected"
        )
    if is_percentage:
        return _figure(_plain(figure * 100))
    found = _figure(_plain(figure))
    return _number_of_percent(figure, percentages, found) if unit == "percent" else found


def _number_of_percent(figure: Decimal, percentages: str | None, plain: Typed) -> Typed:
    """Say what a plain number in a row of percentages is."""
    if percentages == "fractions":
        return _figure(_plain(figure * 100))
    if percentages is None and 0 < abs(figure) <= 1:
        hint = "write the %, or say in a layout: percentages: points, or fractions"
        small, large = _plain(figure), _plain(figure * 100)
        return Typed(fault=f"`{small}` may be {small}% or {large}%", hint=hint)
    return plain


def _plain(figure: Decimal) -> str:
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(text: str) -> Typed:
    if len(text) > MOST_DIGITS:
        return Typed(fault=f"the figure has more than {MOST_DIGITS} digits")
    return Typed("0" if text in ("-0", "") else text)


def _text(raw: str, unit: str | None, symbols: Mapping[str, str], percentages: str | None) -> Typed:
    own = symbols.get(raw.strip())
    if own is not None:
        return Typed(marker=own)
    if hides(raw.replace("\u00a0", " ").replace("\u202f", " ")):
        return Typed(fault=f"{raw.strip()!a} holds a character that cannot be seen")
    text = " ".join(raw.translate(_PLAIN).split())
    if not text:
        return Typed()
    marker = SYMBOLS.get(text.lower())
    if marker is not None:
        return Typed(marker=marker)
    if _SMALL(text):
        return Typed(marker="c")
    match = _FIGURE(text)
    if match is None:
        return _not_understood(text)
    if match["percent"].strip() and unit != "percent":
        return Typed(fault=f"`{text}` is a percentage; a {unit} is expected")
    if match["pound"] and unit != "money":
        return Typed(fault=f"`{text}` is an amount of money; a {unit} is expected")
    digits = re.sub("[ ,]", "", match["whole"])
    figure = f"{match['sign']}{digits}{match['part'] or ''}"
    found = _figure(figure)
    if unit == "percent" and not match["percent"].strip() and found.value:
        found = _number_of_percent(Decimal(figure), percentages, found)
    mark = match["mark"]
    return found._replace(marker=mark.strip(" ()")) if mark and found.value else found


def _not_understood(text: str) -> Typed:
    """Say what is wrong with a text that is no figure."""
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    if _ERRORS.fullmatch(text):
        hint = "mend the formula in the spreadsheet, or type the figure"
        return Typed(fault=f"`{shown}`: the spreadsheet could not work it out", hint=hint)
    inside = re.fullmatch(r"\((£?[0-9][0-9., ]*%?)\)", text)
    if inside:
        hint = f"write -{inside[1]} or {inside[1]}"
        return Typed(fault=f"`{shown}` may be minus {inside[1]} or a figure in brackets", hint=hint)
    if re.fullmatch("-?[0-9]+,[0-9]{1,2}", text):
        return Typed(fault=f"`{shown}` has a comma where no thousands are", hint="write a point")
    if text.lower() in ("nil", "none", "zero", "no", "nought"):
        return Typed(fault=f"`{shown}` is no figure", hint="write 0")
    if text.lower() in ("low", "[low]", "k", "~", "u", "[u]"):
        return Typed(
            fault=f"`{shown}` stands for a figure that is not told", hint="type the figure"
        )
    hint = "type the figure, or say under `cells:` of a layout what it means"
    return Typed(
        fault=f"`{shown}` is neither a figure nor a known word for a missing one", hint=hint
    )
