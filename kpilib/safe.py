"""Text that nobody wrote as a command must not become one: terminals, spreadsheets, pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# what a terminal or a reader could obey: controls, bidi, zero-width and line separators
_UNSEEN = "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
_FORMULA = r"[=+@\t\r]|-(?![0-9.,]+%?$)"
_MARKDOWN = r"([\\`*_{}\[\]<>#|&~!])"

#: so many rows and columns a notebook shows; what is left out is said
MOST_ROWS, MOST_COLUMNS = 60, 26


def one_line(text: str) -> str:
    """Give the text with everything that cannot be seen replaced by its code."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSEEN, lambda match: _code(match[0]), text)


def _code(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def for_spreadsheet(text: str) -> str:
    """Give the text so that no spreadsheet takes it for a formula: an apostrophe before it."""
    return f"'{text}" if re.match(_FORMULA, text) else text


def for_markdown(text: str) -> str:
    """Give the text for a cell of a Markdown table."""
    return re.sub(_MARKDOWN, r"\\\1", one_line(text.replace("\n", " ")))


def for_stream(text: str, encoding: str | None) -> str:
    """Give the text so that a stream of that encoding can carry it, arrows as ^ > v."""
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        plain = text.translate({0x2191: "^", 0x2192: ">", 0x2193: "v", 0x2026: "...", 0xB7: "-"})
        return plain.encode(encoding or "ascii", "backslashreplace").decode(encoding or "ascii")
    return text


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
