"""What is odd in the text of a spec file though it reads: line ends, spaces, quotes."""

from __future__ import annotations

import re

from kpilib.values.findings import Fault, Span

LINE_ENDS, SPACES, QUOTES, TRAILING = "KPI507", "KPI508", "KPI509", "KPI510"
_MOST = 20
_ODD_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_CURLY = "\u201c\u201d\u201e\u2018\u2019\u201a"
_OPENING = "\u201c\u201d\u201e\u2018\u201a"


def odd_text(text: str, file: str) -> list[Fault]:
    """Give what is odd, in the order of the rules; `text` is the decoded file."""
    faults = _line_ends(text, file)
    if not text.isascii():
        for place in _places(_ODD_SPACE, text):
            span = _span(text, file, *place)
            message = "this space is not the ordinary one: it does not break"
            faults.append(Fault(SPACES, span, message, "type an ordinary space"))
        for at in _curly(text):
            message = f"`{text[at]}` is a curly quote; YAML takes it for a letter"
            span = _span(text, file, at, at + 1)
            faults.append(Fault(QUOTES, span, message, 'type " or leave it out'))
    for first, end in _trailing(text):
        span = _span(text, file, first, end)
        faults.append(Fault(TRAILING, span, "the line ends in spaces", "delete them"))
    return faults


def _curly(text: str) -> list[int]:
    """Give the places of curly quotes that begin a value, or stand in a formula."""
    found: list[int] = []
    begin = 0
    for line in text.split("\n"):
        if any(one in line for one in _CURLY) and len(found) < _MOST:
            rest = line.lstrip(" -{")
            key, colon, value = rest.partition(":")
            is_key = bool(colon) and key.replace("_", "").isalnum()
            value = value.lstrip() if is_key else rest
            start = begin + len(line) - len(value)
            if value[:1] and value[0] in _OPENING:
                found.append(start)
            elif is_key and key in ("formula", "expect"):
                found += [start + n for n, one in enumerate(value) if one in _CURLY][:1]
        begin += len(line) + 1
    return found


def _trailing(text: str) -> list[tuple[int, int]]:
    """Give the stretches of spaces at the ends of lines."""
    found: list[tuple[int, int]] = []
    begin = 0
    for line in text.split("\n"):
        body = line.removesuffix("\r")
        kept = len(body.rstrip(" \t"))
        if kept < len(body):
            found.append((begin + kept, begin + len(body)))
            if len(found) == _MOST:
                break
        begin += len(line) + 1
    return found


def _line_ends(text: str, file: str) -> list[Fault]:
    windows, all_ends = text.count("\r\n"), text.count("\n")
    if windows in (0, all_ends):
        return []
    is_windows = text[: text.index("\n") + 1].endswith("\r\n")
    form = r"(?<!\r)\n" if is_windows else r"\r\n"
    match = re.search(form, text)
    assert match is not None
    span = _span(text, file, match.start(), match.start() + 1)
    message = "this line ends otherwise than those above it: Windows and Linux are mixed"
    return [Fault(LINE_ENDS, span, message, "save the file with one kind of line ends")]


def _places(form: str, text: str) -> list[tuple[int, int]]:
    found = []
    for match in re.finditer(form, text):
        found.append(match.span())
        if len(found) == _MOST:
            break
    return found


def _span(text: str, file: str, first: int, end: int) -> Span:
    line = text.count("\n", 0, first) + 1
    begin = text.rfind("\n", 0, first) + 1
    return Span(file, line, first - begin + 1, line, end - begin + 1)
