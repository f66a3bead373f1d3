"""Tokens of a formula: ``[ref]``, numbers, words, operators, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kpilib.language.syntax import Stretch

#: the longest formula, in characters, and the longest number, in digits
MOST_CHARACTERS, MOST_DIGITS = 20_000, 30


class Token(NamedTuple):
    """A word of the language: its kind, its text as written, its place."""

    kind: str
    text: str
    at: Stretch


class FormulaFault(Exception):
    """What is wrong with a formula, and where; never leaves the library."""

    def __init__(self, code: str, at: Stretch, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.at, self.message, self.hint = code, at, message, hint
        #: what else is wrong with the same formula
        self.others: list[FormulaFault] = []

    def __reduce__(self) -> tuple[object, ...]:
        """Let a catalogue that remembers one go to another process."""
        return type(self), (self.code, self.at, self.message, self.hint)


class Untold(Exception):
    """A ref whose type cannot be told, for a reason that is reported elsewhere."""


SYNTAX = "KPI301"

_FORM = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<ref>\[[^\[\]]*\])|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z_0-9]*)|(?P<operator><=|>=|<>|[-+*/<>=(),])",
    re.ASCII,
)
_ADVICE = {
    "×": "write * for times",
    "÷": "write / for divided by",
    "−": "write the plain minus sign -",
    "–": "write the plain minus sign -",
    "%": "write percent(part, whole)",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write <>",
    "'": "refs stand in square brackets: [M1]",
    '"': "refs stand in square brackets: [M1]",
    "^": "there are no powers; multiply",
    "\u201c": "write straight quotes around the whole formula, or none",
    "\u201d": "write straight quotes around the whole formula, or none",
    ";": "write a comma between arguments",
    "{": "refs stand in square brackets: [M1]",
}


def tokens(text: str) -> Iterator[Token]:
    """Split a formula; raises FormulaFault at the first character that fits nothing."""
    if len(text) > MOST_CHARACTERS:
        raise FormulaFault(
            SYNTAX,
            (0, len(text)),
            f"the formula has {len(text):,} characters; at most {MOST_CHARACTERS:,} are allowed",
            "split it into several indicators",
        )
    place = 0
    while place < len(text):
        match = _FORM.match(text, place)
        if match is None:
            raise _unknown(text, place)
        kind, place = str(match.lastgroup), match.end()
        if kind != "space":
            yield _checked(Token(kind, match[0], match.span()), text)
    yield Token("end", "", (len(text), len(text)))


def _checked(token: Token, text: str) -> Token:
    if token.kind == "number":
        after = text[token.at[1] : token.at[1] + 1]
        if sum(c != "." for c in token.text) > MOST_DIGITS:
            message = f"a number has more than {MOST_DIGITS} digits"
            raise FormulaFault(SYNTAX, token.at, message, "round it")
        if after.isalnum() or after in (".", "_"):
            message = f"`{token.text}{after}` is not a number as formulas write them"
            hint = "digits, and a point with digits behind it where needed: 12 or 0.5"
            raise FormulaFault(SYNTAX, (token.at[0], token.at[1] + 1), message, hint)
    if token.kind == "ref" and not token.text[1:-1]:
        raise FormulaFault(SYNTAX, token.at, "there is no ref between the brackets", None)
    return token


def _unknown(text: str, place: int) -> FormulaFault:
    if text[place] == "[":
        message = "a `[` is never closed: a ref stands between [ and ]"
        hint = "add the ]; a formula that holds ` #` needs quotes around it"
        return FormulaFault(SYNTAX, (place, len(text)), message, hint)
    if text[place] == "]":
        return FormulaFault(SYNTAX, (place, place + 1), "a `]` has no `[` before it")
    message = f"`{text[place]}` has no meaning in a formula"
    return FormulaFault(SYNTAX, (place, place + 1), message, _ADVICE.get(text[place]))


def named_refs(text: str | None) -> frozenset[str]:
    """Give the refs that a formula names; none where it cannot be read.

    >>> sorted(named_refs("[A] / [B] + [A]"))
    ['A', 'B']
    """
    try:
        found = list(tokens(text or ""))
    except FormulaFault:
        return frozenset()
    return frozenset(one.text[1:-1] for one in found if one.kind == "ref")
