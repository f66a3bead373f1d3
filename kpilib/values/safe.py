"""Text that nobody wrote as a command must not become one: terminals, spreadsheets, pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence

# what a terminal or a reader could obey, and what nobody can see: controls, format characters
# (bidi, zero-width, tags), line and paragraph separators, blank letters, surrogates
_UNSEEN = (
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff"
    "\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# what spreadsheets take for a formula, blanks and line breaks before it passed over, full-width
# signs too; a figure, a sum of money and a dash alone are none
_FORMULA = (
    rf"[\s{_UNSEEN[1:-1]}]*(?:[=+@\uff1d\uff0b\uff20]|[-\uff0d](?!(?:[£$€]?[0-9][0-9.,]*%?)?\Z))"
    r"|[\t\r\n]"
)
_MARKDOWN = r"([\\`*_{}\[\]<>#|&~!])"
# who is mentioned, what is numbered, and where links lead, by themselves
_LIVELY = (
    r"[@#](?=\w)|\b[Gg][Hh]-(?=[0-9])|(?<=:)/(?=/)|(?<=www)\.|(?<=\b[0-9a-f])(?=[0-9a-f]{39}\b)"
)

#: so many rows and columns a notebook shows; what is left out is said
MOST_ROWS, MOST_COLUMNS = 60, 26


def one_line(text: str) -> str:
    """Give the text with everything that cannot be seen replaced by its code."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSEEN, lambda match: _code(match[0]), text)


def _code(character: str) -> str:
    number = ord(character)
    if number > 0xFFFF:
        return f"\\U{number:08x}"
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def for_spreadsheet(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula: an apostrophe before it.

    >>> [for_spreadsheet(text) for text in ("=1+1", " =A1", "-3.5%", "-£3.20", "-", "- of which")]
    ["'=1+1", "' =A1", '-3.5%', '-£3.20', '-', "'- of which"]
    """
    return f"'{text}" if re.match(_FORMULA, text) else text


def from_spreadsheet(text: str) -> str:
    """Return the text without the apostrophe that keeps a spreadsheet from running it.

    >>> from_spreadsheet("'=1+1"), from_spreadsheet("'tis")
    ('=1+1', "'tis")
    """
    is_guarded = text[:1] == "'" and (text == "'-" or re.match(_FORMULA, text[1:]))
    return text[1:] if is_guarded else text


def for_markdown(text: str) -> str:
    """Return the text for a cell of a Markdown table: no markup, no mention, no link of its own."""
    plain = one_line(text.replace("\n", " "))
    parts = re.split(_LIVELY, plain)
    kept = [re.sub(_MARKDOWN, r"\\\1", part) for part in parts]
    signs = [re.sub(_MARKDOWN, r"\\\1", sign) for sign in re.findall(_LIVELY, plain)]
    text = kept[0]
    for sign, part in zip(signs, kept[1:], strict=True):
        # an empty comment between keeps what follows from being looked at
        text += f"{sign}<!-- -->{part}" if sign[-1:] in ("@", "#", "-") else f"<!-- -->{sign}{part}"
    return text


def for_stream(text: str, encoding: str | None) -> str:
    """Return the text so that a stream of that encoding can carry it, arrows as ^ > v.

    >>> for_stream("↑ Children’s … £5", "cp1252"), for_stream("↑ Children’s … £5", "cp437")
    ('^ Children’s … £5', "^ Children's ... £5")
    """
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        codecs.register_error("kpilib", _replaced)
        return text.encode(encoding or "ascii", "kpilib").decode(encoding or "ascii")
    return text


#: what stands for a character that an encoding lacks
_PLAIN = {
    "\u2191": "^", "\u2192": ">", "\u2193": "v", "\u2026": "...", "\xb7": "-", "\u2010": "-",
    "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2018": "'",
    "\u2019": "'", "\u201c": '"', "\u201d": '"', "\xa0": " ", "\u2022": "*", "\xd7": "x",
    "\u2264": "<=", "\u2265": ">=",
}  # fmt: skip


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """Return plain text for what cannot be encoded, or its code; an error handler of codecs."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(one) or _code(one) for one in lacking), error.end


def html_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table for a notebook; the first cell of each row is its head."""
    from html import escape

    def shown(text: str) -> str:
        return escape(one_line(text))

    kept = [row[:MOST_COLUMNS] for row in rows]
    left = len(kept) - MOST_ROWS
    head = "".join(f'<th scope="col">{shown(text)}</th>' for text in heads[:MOST_COLUMNS])
    body = "".join(
        f'<tr><th scope="row">{shown(first)}</th>'
        + "".join(f"<td>{shown(text)}</td>" for text in rest)
        + "</tr>"
        for first, *rest in kept[:MOST_ROWS]
    )
    more = f"<p>{left} more rows</p>" if left > 0 else ""
    return (
        f"<table><caption>{shown(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{more}"
    )
