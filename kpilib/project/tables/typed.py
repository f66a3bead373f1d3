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

from kpilib.project.stores.observations import MOST_DIGITS
from kpilib.project.tables.grids import Raw
from kpilib.project.tables.notation import Notation
from kpilib.values.text import hides

#: what a text in place of a figure means, whatever its case
SYMBOLS: Mapping[str, str] = {
    **dict.fromkeys(("-", "–", "—", "..", "...", ":", "x", "[x]", "not available"), "x"),
    **dict.fromkeys(("not reported", "missing", "tbc", "awaited"), "x"),
    **dict.fromkeys(("n/a", "na", "n.a.", "z", "[z]", "not applicable"), "z"),
    **dict.fromkeys(("*", "c", "[c]", "suppressed", "confidential"), "c"),
}
_FIGURE = re.compile(
    r"(?P<sign>-?)\+?(?P<pound>(?:£ ?)?)"
    r"(?P<whole>[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)|[0-9]+)"
    r"(?P<part>\.[0-9]+)?(?P<percent> ?%?)(?P<mark> ?(?:\([pr]\)|\[[pr]\]))?"
).fullmatch
# R and pandas write large and small figures so
_EXPONENT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}").fullmatch
_ERRORS = re.compile(r"#[A-Z][A-Z_0-9/]*[!?]?|#+|Err:[0-9]+")
#: beside a fraction a larger number is no fraction: 10 would be 1000%
_PLAIN_LIMIT = 10
_LEADING = re.compile(r"^(-?)0+(?=[0-9])")
#: a whole number of thousands, or a number with three decimals
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}").fullmatch
_OTHER_WAY = str.maketrans(",.", ".,")
_PLAIN_NOTATION = Notation(())
#: a percentage kept as a fraction is not larger: 2 is 200%
_LARGEST_FRACTION = 2
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
    #: a plain number in a row of percentages, which the others of the row may make a fraction
    is_plain: bool = False


def understood(
    raw: Raw, unit: str | None, *, symbols: Mapping[str, str] | None = None,
    is_percentage: bool = False, percentages: str | None = None,
    notation: Notation = _PLAIN_NOTATION,
) -> Typed:  # fmt: skip
    """Say what a cell of an indicator of that unit means.

    `symbols` are the project's own; `is_percentage`: the spreadsheet shows the cell in percent;
    `percentages`: how the layout says that numbers in rows of percentages are kept; `notation`:
    what marks decimals in the table.

    >>> understood("1,090", "count").value, understood(" 77 ", "count").value
    ('1090', '77')
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
        if raw.isdecimal() and raw.isascii() and unit != "percent" and not symbols:
            return _figure(raw, unit)
        return _text(raw, unit, symbols or {}, percentages, notation)
    shown = f"{raw:%d %B %Y}" if isinstance(raw, datetime.date) else str(raw)
    hint = "the spreadsheet made it of something like 1/12 or Sep 15: type the figure again"
    return Typed(fault=f"`{shown}` is a date or a time and no figure", hint=hint)


def _number(raw: float, unit: str | None, is_percentage: bool, percentages: str | None) -> Typed:
    if raw != raw or raw in (float("inf"), float("-inf")):
        return Typed(fault="the cell holds no number")
    # spreadsheets keep fifteen digits and show no more
    figure = Decimal(raw) if isinstance(raw, int) else Decimal(f"{raw:.15g}")
    if is_percentage and unit != "percent":
        fault = f"the cell is a percentage, {_plain(figure * 100)}%; a {unit} is expected"
        return Typed(fault=fault, hint="change the format of the cell, or the indicator's unit")
    if is_percentage:
        return _figure(_plain(figure * 100), unit)
    found = _figure(_plain(figure), unit)
    return _number_of_percent(figure, percentages, found) if unit == "percent" else found


def _number_of_percent(figure: Decimal, percentages: str | None, plain: Typed) -> Typed:
    """Say what a plain number in a row of percentages is."""
    if percentages == "fractions" and abs(figure) > _LARGEST_FRACTION:
        shown = _plain(figure)
        hint = "the layout says that percentages are fractions: is this one in points?"
        return Typed(fault=f"`{shown}` is {_plain(figure * 100)}% in a row of fractions", hint=hint)
    if percentages == "fractions":
        return _figure(_plain(figure * 100), "percent")
    if percentages is None and 0 < abs(figure) <= 1:
        hint = "write the %, or say in a layout: percentages: points, or fractions"
        small, large = _plain(figure), _plain(figure * 100)
        return Typed(fault=f"`{small}` may be {small}% or {large}%", hint=hint, is_plain=True)
    is_plain = percentages is None and 0 < abs(figure) <= _PLAIN_LIMIT
    return plain._replace(is_plain=is_plain)


def _plain(figure: Decimal) -> str:
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(text: str, unit: str | None) -> Typed:
    if len(text) > MOST_DIGITS:
        return Typed(fault=f"the figure has more than {MOST_DIGITS} digits")
    text = _LEADING.sub(r"\1", text)
    if unit == "count" and "." in text and text.partition(".")[2].strip("0"):
        hint = "is the point a mark of thousands, or the indicator's unit another?"
        return Typed(fault=f"`{text}` is a fraction; a count is a whole number", hint=hint)
    return Typed("0" if text in ("-0", "") else text)


def _text(
    raw: str, unit: str | None, symbols: Mapping[str, str], percentages: str | None,
    notation: Notation,
) -> Typed:  # fmt: skip
    own = symbols.get(raw.strip())
    if own is not None:
        return Typed(marker=own)
    if hides(raw.replace("\u00a0", " ").replace("\u202f", " ")):
        return Typed(fault=f"{raw.strip()!a} holds a character that cannot be seen")
    text = " ".join(raw.translate(_PLAIN).split())
    if not text:
        return Typed()
    if text == "NA":
        # of R and pandas it is missing, in tables of offices not applicable
        hint = "write n/a or x, or say in a layout which it is: cells: {NA: x}"
        return Typed(fault="`NA` may be not applicable or missing", hint=hint)
    marker = "c" if _SMALL(text) else SYMBOLS.get(text.lower())
    if marker is not None:
        return Typed(marker=marker)
    lines = [" ".join(line.split()) for line in raw.strip().splitlines()]
    if len(lines) > 1 or "\t" in raw.strip():
        shown = " / ".join(lines)[:60]
        hint = "one figure stands in a cell: take the others out"
        return Typed(fault=f"`{shown}` stands on several lines of one cell", hint=hint)
    if notation.is_open(text) or (unit == "count" and _THOUSANDS(text) and not notation.said):
        return _open(text, notation.why)
    match = _FIGURE(text.translate(_OTHER_WAY) if notation.mark == "comma" else text)
    if match is None:
        return _other_figure(text, unit, percentages)
    return _matched(match, text, unit, percentages)


def _matched(match: re.Match[str], text: str, unit: str | None, percentages: str | None) -> Typed:
    """Say what a figure with its signs is."""
    if match["percent"].strip() and unit != "percent":
        hint = f"type the {unit}, or correct the unit of the indicator"
        return Typed(fault=f"`{text}` is a percentage; a {unit} is expected", hint=hint)
    if match["pound"] and unit != "money":
        hint = f"type the {unit}, or correct the unit of the indicator"
        return Typed(fault=f"`{text}` is an amount of money; a {unit} is expected", hint=hint)
    digits = re.sub("[ ,]", "", match["whole"])
    figure = f"{match['sign']}{digits}{match['part'] or ''}"
    found = _figure(figure, unit)
    if unit == "percent" and not match["percent"].strip() and found.value:
        found = _number_of_percent(Decimal(figure), percentages, found)
    mark = match["mark"]
    return found._replace(marker=mark.strip(" ()[]")) if mark and found.value else found


def _open(text: str, why: str) -> Typed:
    sign = "," if "," in text else "."
    hint = "say in a layout what marks decimals: decimal_mark: point, or comma"
    ways = f"{text.replace(sign, '')} or {text.replace(sign, '.')}"
    return Typed(fault=f"`{text}` may be {ways}: {why}", hint=hint)


def _other_figure(text: str, unit: str | None, percentages: str | None) -> Typed:
    """Read a figure with an exponent, and say what is wrong with what is none."""
    if not _EXPONENT(text):
        return _not_understood(text)
    figure = Decimal(text)
    if abs(figure.adjusted()) > MOST_DIGITS:
        return Typed(fault=f"the figure has more than {MOST_DIGITS} digits")
    found = _figure(_plain(figure), unit)
    if unit == "percent" and found.value:
        return _number_of_percent(figure, percentages, found)
    return found


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
    if re.fullmatch("-?£?[0-9.]+,[0-9]+ ?%?", text):
        hint = "write a point, or say in a layout: decimal_mark: comma"
        return Typed(fault=f"`{shown}` has a comma where no thousands are", hint=hint)
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
