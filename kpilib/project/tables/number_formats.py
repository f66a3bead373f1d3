"""Number formats of spreadsheets: what a cell shows of the number that it holds.

The codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31. Covered are numbers, percentages,
thousands, scaling, signs and texts, exponents, and dates of days, months and years; of anything
else `shown` returns None, so that nobody takes a guess for what was printed.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

#: the codes that a workbook names by number only
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', 42: '_-£* #,##0_-;-£* #,##0_-;_-£* "-"_-;_-@_-',
    43: '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
    44: '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
# quoted text, an escaped character, room as wide as a character, a repeated one, brackets
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<room>.)|\*(?P<repeated>.)|\[(?P<inside>[^\]]*)\]'
    r"|(?P<exponent>E[+-]0+)|(?P<general>General)|(?P<digit>[0#?]+)|(?P<date>[dmyDMY]+)|(?P<one>.)",
    re.DOTALL,
)
_COLOURS = re.compile(r"Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?[0-9]+", re.I)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: spreadsheets keep fifteen digits and show no more
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)


class _Unknown(ValueError):
    """A code says something that is not covered here."""


class _Section(NamedTuple):
    """One of the up to four parts of a code."""

    #: what stands before and behind the digits
    before: str
    after: str
    #: the digit signs before and behind the point, joined; None: the section has no digits
    whole: str | None
    part: str
    is_grouped: bool
    #: the number is multiplied by ten to this power
    shift: int
    #: the digits of the exponent; 0: there is none
    exponent: int
    is_general: bool


def shown(code: str, value: float | datetime.date) -> str | None:
    """Return what a cell shows; None where the code says something that is not covered.

    >>> shown("0%", 0.28175675), shown("#,##0;(#,##0);-", 1480), shown("#,##0;(#,##0);-", 0)
    ('28%', '1,480', '-')
    >>> shown("mmm-yy", datetime.date(2016, 9, 30)), shown("# ?/?", 0.5)
    ('Sep-16', None)
    """
    if len(code) > 255:
        return None
    try:
        if isinstance(value, datetime.date):
            return _date(code, value)
        return _number(code, _FIFTEEN.create_decimal(repr(value)))
    except _Unknown:
        return None


@lru_cache(maxsize=1024)
def is_percent(code: str) -> bool:
    """Say whether a format multiplies by 100: a % that is neither quoted nor escaped."""
    plain = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code)
    return "%" in plain.split(";")[0]


def agrees(text: str, value: str) -> bool:
    """Say whether what a cell shows is its value: rounded, with its signs, in any locale.

    >>> agrees("1,480.5", "1480.52"), agrees("28%", "28.1757"), agrees("£1.2m", "1.2")
    (True, True, False)
    """
    plain = "".join(text.split()).replace("\u2212", "-").strip("%£")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1].strip('£')}"
    plain = plain.replace("-£", "-")
    if plain in ("-", "\u2013"):
        return Decimal(value) == 0
    exact = Decimal(value)
    for thousands, point in ((",", "."), (".", ",")):
        try:
            seen = Decimal(plain.replace(thousands, "").replace(point, "."))
        except InvalidOperation:
            continue
        half = Decimal(5).scaleb(int(seen.as_tuple().exponent) - 1)
        if seen.is_finite() and abs(seen - exact) <= half:
            return True
    return False


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["one"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > 4:
        raise _Unknown(code)
    # the fourth is of texts
    return tuple(_section(part) for part in parts[:3])


def _literal(token: re.Match[str]) -> str | None:
    """Return the text that a token stands for; None where it is no text."""
    if token["inside"] is not None:
        if _COLOURS.fullmatch(token["inside"]):
            return ""
        money = re.fullmatch(r"\$([^-\]]*)(?:-[0-9A-Fa-f]+)?", token["inside"])
        if money is None:
            raise _Unknown(token[0])
        return money[1]
    if token["quoted"] is not None or token["escaped"] is not None:
        return token["quoted"] if token["quoted"] is not None else token["escaped"]
    if token["room"] is not None:
        return " "
    if token["repeated"] is not None:
        return ""
    one = token["one"]
    if one is None or one in ".,%@":
        return None
    if one.isascii() and one.isalpha():
        raise _Unknown(one)
    return one


class _Digits:
    """The digits of a section as its signs are read, one after the other."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        digits = [number for number, token in enumerate(tokens) if token["digit"]]
        general = [number for number, token in enumerate(tokens) if token["general"]]
        if (digits and general) or len(general) > 1 or any(token["date"] for token in tokens):
            raise _Unknown("dates or several numbers")
        if any(token["one"] == "@" for token in tokens):
            raise _Unknown("a text")
        places = digits or general
        self.first, self.last = (places[0], places[-1]) if places else (len(tokens),) * 2
        self.is_general, self.has_digits = bool(general), bool(digits)
        self.before: list[str] = []
        self.after: list[str] = []
        self.whole = self.part = ""
        self.is_grouped = self.has_point = False
        self.shift = self.exponent = 0

    def add_text(self, number: int, text: str) -> None:
        """Add text that stands before or behind the digits."""
        if text and self.first < number < self.last:
            raise _Unknown("a text between digits")
        (self.before if number <= self.first else self.after).append(text)

    def add(self, number: int, token: re.Match[str]) -> None:
        """Add a sign that is no text."""
        if token["exponent"]:
            self.exponent = len(token[0]) - 2
        elif token["digit"] and self.has_point:
            self.part += token[0]
        elif token["digit"]:
            self.whole += token[0]
        elif token["one"] == ".":
            if self.has_point:
                raise _Unknown("two points")
            self.has_point = True
            # a point without digits behind it is shown all the same
            if number >= self.last:
                self.after.append(".")
        elif token["one"] == "," and number < self.last:
            self.is_grouped = True
        elif token["one"] == ",":
            self.shift -= 3
        elif token["one"] == "%":
            self.shift += 2
            (self.before if number < self.first else self.after).append("%")


def _section(tokens: list[re.Match[str]]) -> _Section:
    found = _Digits(tokens)
    for number, token in enumerate(tokens):
        text = _literal(token)
        if text is None:
            found.add(number, token)
        else:
            found.add_text(number, text)
    return _Section(
        "".join(found.before), "".join(found.after), found.whole if found.has_digits else None,
        found.part, found.is_grouped, found.shift, found.exponent, found.is_general,
    )  # fmt: skip


def _number(code: str, value: Decimal) -> str:
    if code.strip() in ("", "@"):
        return _general(value)
    numbers = _sections(code)
    sign = ""
    if len(numbers) == 1:
        chosen, sign = numbers[0], "-" if value < 0 else ""
    elif value < 0:
        chosen = numbers[1]
    else:
        chosen = numbers[2] if value == 0 and len(numbers) == 3 else numbers[0]
    text = _digits(chosen, abs(value))
    # nobody prints minus nothing
    if sign and not re.search("[1-9]", text):
        sign = ""
    return " ".join(f"{sign}{chosen.before}{text}{chosen.after}".split())


def _digits(section: _Section, value: Decimal) -> str:
    if section.is_general:
        return _general(value)
    if section.whole is None:
        return ""
    value = value.scaleb(section.shift)
    power = ""
    if section.exponent:
        if len(section.whole) != 1:
            raise _Unknown("an exponent in steps")
        step = value.adjusted() if value else 0
        value = value.scaleb(-step)
        if round(value, len(section.part)) >= 10:
            value, step = value / 10, step + 1
        power = f"E{'-' if step < 0 else '+'}{abs(step):0{section.exponent}}"
    least = len(section.part)
    number = f"{value.quantize(Decimal(1).scaleb(-least), ROUND_HALF_UP, _WIDE):f}"
    whole, _, part = number.partition(".")
    # a # shows a digit only where there is one to show, a ? leaves room for it
    needed = len(re.sub("[#?]", "", section.whole))
    whole = whole.lstrip("0").rjust(needed, "0")
    if section.is_grouped:
        whole = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", ",", whole)
    kept = len(re.sub("[#?]+$", "", section.part))
    part = part[:kept] + part[kept:].rstrip("0")
    return whole + (f".{part}" if part or ("." in number and section.part) else "") + power


_WIDE = Context(prec=400)


def _general(value: Decimal) -> str:
    """Return a number without a format: at most eleven signs, as a wide cell shows it."""
    if value == 0:
        return "0"
    if value.adjusted() >= 11 or value.adjusted() < -9:
        number = f"{Context(prec=6, rounding=ROUND_HALF_UP).plus(value).normalize():E}"
        mantissa, _, power = number.partition("E")
        return f"{mantissa}E{power[0]}{int(power[1:]):02}"
    places = min(max(10 - max(value.adjusted() + 1, 1), 0), 9)
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(code: str, value: datetime.date) -> str:
    if "AM/PM" in code.upper():
        raise _Unknown("a time")
    known = {
        "d": str(value.day), "dd": f"{value.day:02}", "ddd": f"{value:%a}", "dddd": f"{value:%A}",
        "m": str(value.month), "mm": f"{value.month:02}", "mmm": _MONTHS[value.month - 1][:3],
        "mmmm": _MONTHS[value.month - 1], "y": f"{value.year % 100:02}",
        "yy": f"{value.year % 100:02}", "yyy": str(value.year), "yyyy": str(value.year),
    }  # fmt: skip
    text = []
    for token in _TOKEN.finditer(code):
        if token["one"] == ";":
            break
        if token["date"]:
            for part in re.findall(r"d+|m+|y+", token[0].lower()):
                if part not in known:
                    raise _Unknown(part)
                text.append(known[part])
        elif token["inside"] is not None and token["inside"].startswith("$-"):
            continue  # the language, which is English here
        elif token["digit"] or token["general"] or token["exponent"]:
            raise _Unknown("a number")
        else:
            text.append(_literal(token) or token["one"] or "")
    return " ".join("".join(text).split())
