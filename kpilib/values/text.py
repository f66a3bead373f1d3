"""From the bytes of a file to its text: encoding, and the characters nobody can see."""

from __future__ import annotations

import re

from kpilib.values.findings import Fault, Span

NOT_UTF8, HIDDEN = "KPI101", "KPI108"
#: the largest spec file, in bytes
MOST_BYTES = 4_000_000
#: as many hidden characters of one file are named one by one
_NAMED = 20

_PLAIN = bytes((9, 10, 13, *range(32, 127)))
# Controls but tab, line feed and CR LF; soft hyphen, zero-width, bidi and tag characters, line
# separators, surrogates, the byte order mark, and what is no character at all.
_HIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|\r(?!\n)"
)


def decoded(data: bytes, file: str) -> tuple[str, list[Fault]]:
    """Decode UTF-8; hidden characters become spaces, each named by a fault.

    Bytes that are not UTF-8 become U+FFFD, and the file is then not to be trusted.
    """
    faults = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        span = Span(file, line, column, line, column + 1)
        message = f"the file is not UTF-8: the byte {data[error.start]:02X} fits nothing here"
        faults.append(Fault(NOT_UTF8, span, message, "save it as UTF-8"))
        return data.decode("utf-8", "replace"), faults
    text = seen(text, data, file, faults)
    return text, faults


def seen(text: str, data: bytes, file: str, faults: list[Fault]) -> str:
    """Give the text with spaces for hidden characters, each named by a fault."""
    if _is_plain(data) or re.search(_HIDDEN, text) is None:
        return text
    faults += _hidden(text, file)
    return re.sub(_HIDDEN, " ", text.removeprefix("\ufeff"))


def hidden_in(value: str, span: Span) -> list[Fault]:
    """Give a fault for each hidden character that an escape has put into a value."""
    found = dict.fromkeys(re.findall(_HIDDEN, value))
    message = "an escape stands for a character that cannot be seen"
    return [Fault(HIDDEN, span, f"{message}: {_named(one)}", "leave it out") for one in found]


def hides(value: str) -> bool:
    """Say whether a text holds a character that nobody can see."""
    return not (value.isascii() and value.isprintable()) and re.search(_HIDDEN, value) is not None


def without_hidden(value: str) -> str:
    """Give the value with spaces for hidden characters."""
    return re.sub(_HIDDEN, " ", value)


def _is_plain(data: bytes) -> bool:
    """Say quickly that there are only printable ASCII, tabs, LF and CR LF."""
    return not data.translate(None, _PLAIN) and data.count(b"\r") == data.count(b"\r\n")


def _hidden(text: str, file: str) -> list[Fault]:
    faults = []
    line, begin = 1, 0
    for number, match in enumerate(re.finditer(_HIDDEN, text)):
        line += text.count("\n", begin, match.start())
        begin = max(text.rfind("\n", 0, match.start()) + 1, begin)
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
        begin = match.start()
        span = Span(file, line, column, line, column + 1)
        if number == _NAMED:
            faults.append(Fault(HIDDEN, span, "more hidden characters follow", "retype the text"))
            break
        name = "a carriage return alone" if match[0] == "\r" else _named(match[0])
        hint = "save the file without a byte order mark" if match[0] == "\ufeff" else "delete it"
        faults.append(Fault(HIDDEN, span, f"a character that cannot be seen: {name}", hint))
    return faults


def _named(character: str) -> str:
    import unicodedata

    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{code} {name.lower()}" if name else f"{code}, a control character"
