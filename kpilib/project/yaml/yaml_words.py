"""YAML's own complaints, put into an analyst's words."""

from __future__ import annotations

import yaml

_WORDS = (
    (
        "mapping values are not allowed",
        "a `: ` stands inside a text, or the line is indented wrongly",
        "give it the spaces of the line above, or put quotes around the text",
    ),
    ("cannot start any token", "this character cannot begin a text", "put quotes around the text"),
    ("found unexpected ':'", "a `:` stands where it does not belong", "put quotes around the text"),
    ("did not find expected key", "the line fits no key above it", "check quotes and indentation"),
    (
        "did not find expected '-'",
        "the line is indented otherwise than those above it",
        "give it the spaces of the line above; a new indicator begins with `- ` at the margin",
    ),
    ("expected <block end>", "the line fits no key above it", "check quotes and indentation"),
    ("could not find expected ':'", "a key is not followed by `:`", "write `key: value`"),
    ("found unexpected end of stream", "a quote is never closed", "add the closing quote"),
    ("while parsing a flow", "a bracket is never closed, or a comma is missing", "close it"),
    (
        "did not find expected ',' or",
        "a bracket is never closed, or a comma is missing",
        "close it",
    ),
    ("found undefined alias", "an alias stands here", "write the value out"),
    ("unknown escape", "a backslash in double quotes begins nothing known", "use single quotes"),
    ("found character that", "this character cannot begin a text", "put quotes around the text"),
    ("block sequence entries are not allowed", "a `- ` stands inside a line", "begin a new line"),
)


def said(error: yaml.YAMLError, line: str) -> tuple[str, str]:
    """Give the message and the hint for a YAML error in that line of the file."""
    text = " ".join(
        str(part)
        for part in (getattr(error, "problem", None), getattr(error, "context", None))
        if part
    )
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "the line is indented with a tab", "use spaces, two for a step"
    start = line.split(":", 1)[-1].strip()
    if start.startswith("[") and not line.strip().startswith("[") and "]" in start[:-1]:
        hint = 'put quotes around it: formula: "[A] + [B]"'
        return "a text that begins with `[` is read as something else", hint
    for sign, message, hint in _WORDS:
        if sign in text:
            return message, hint
    return "the line is not YAML as specs use it", "check quotes, colons and indentation"
