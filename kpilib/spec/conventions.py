"""What is odd in the text of a spec file though it reads: line ends, spaces, quotes."""

from __future__ import annotations

import re

from kpilib.findings import Fault, Span

LINE_ENDS, SPACES, QUOTES, TRAILING = "KPI507", "KPI508", "KPI509", "KPI510"
_MOST = 20
_ODD_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_OPENS_CURLY = r"(?m)^[ -]*(?:[\w-]+:)?[ -]*([\u201c\u201d\u201e\u2018\u201a])|^ *(?:- *)?\{?(?:formula|expect):.*?([\u201c\u201d\u2018\u2019])"  # noqa: E501
_TRAILING = r"(?m)[ \t]+(?=\r?$)"


def odd_text(text: str, file: str) -> list[Fault]:
    """Give what is odd, in the order of the rules; `text` is the decoded file."""
    faults = _line_ends(text, file)
    if not text.isascii():
        for place in _places(_ODD_SPACE, text):
            span = _span(text, file, *place)
            message = "this space is not the ordinary one: it does not break"
            faults.append(Fault(SPACES, span, message, "type an ordinary space"))
        for match in re.finditer(_OPENS_CURLY, text):
            at = match.span(1) if match[1] else match.span(2)
            message = f"`{text[at[0]]}` is a curly quote; YAML takes it for a letter"
            span = _span(text, file, *at)
            faults.append(Fault(QUOTES, span, message, 'type " or leave it out'))
    for place in _places(_TRAILING, text):
        span = _span(text, file, *place)
        faults.append(Fault(TRAILING, span, "the line ends in spaces", "delete them"))
    return faults


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
