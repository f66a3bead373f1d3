"""Text that nobody wrote as a command must not become one: terminals, spreadsheets, Markdown."""

from __future__ import annotations

import re

# what a terminal or a reader could obey: controls, bidi, zero-width and line separators
_UNSEEN = "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
_FORMULA = r"[=+@\t\r]|-(?![0-9.,]+%?$)"
_MARKDOWN = r"([\\`*_{}\[\]<>#|&~!])"


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
