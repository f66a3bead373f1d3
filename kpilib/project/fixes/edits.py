"""Edits of the text of a file: by place, from the last to the first, everything else kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Put a text in place of a stretch; offsets in code points."""

    first: int
    end: int
    text: str


class Source:
    """The text of one file, without its byte order mark, and where its lines begin."""

    def __init__(self, data: bytes) -> None:
        text = data.decode("utf-8")
        self.had_mark = text.startswith("\ufeff")
        self.text = text.removeprefix("\ufeff")
        self._begins = [0]
        for line in self.text.split("\n"):
            self._begins.append(self._begins[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """Give the offset of a place; lines and columns from 1."""
        return self._begins[min(line, len(self._begins) - 1) - 1] + column - 1

    def line(self, number: int) -> str:
        """Give a line with its end."""
        first, end = self._begins[number - 1], self._begins[number]
        return self.text[first:end]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._begins) - 1


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Give the text with the edits; of two that overlap the first one counts."""
    chosen: list[Edit] = []
    for edit in sorted(set(edits)):
        if not chosen or edit.first >= chosen[-1].end:
            chosen.append(edit)
    for edit in reversed(chosen):
        text = text[: edit.first] + edit.text + text[edit.end :]
    return text


def ordered_keys(source: Source, keys: Sequence[tuple[str, int]], last: int,
                 order: Sequence[str]) -> list[Edit]:  # fmt: skip
    """Give the edits that put the keys of one indicator into their order.

    `keys` are the names with their lines, `last` the last line of the indicator. A comment above a
    key goes with it. Nothing is done where two keys share a line.
    """
    lines = [line for _, line in keys]
    wanted = sorted(keys, key=lambda key: order.index(key[0]))
    if wanted == list(keys) or len(set(lines)) != len(lines) or lines != sorted(lines):
        return []
    starts = [lines[0], *(_with_comment(source, line) for line in lines[1:])]
    ends = [*(start - 1 for start in starts[1:]), _without_blank(source, last, lines[-1])]
    if not source.line(ends[-1]).endswith("\n"):
        return []
    chunks = {
        name: "".join(source.line(number) for number in range(start, end + 1))
        for (name, _), start, end in zip(keys, starts, ends, strict=True)
    }
    opening = source.line(lines[0])
    dash = len(opening) - len(opening.lstrip())
    if not opening[dash:].startswith(f"- {keys[0][0]}:"):
        return []
    if not all(_is_plain_key(chunks[name], name) for name, _ in keys):
        return []
    first, new_first = keys[0][0], wanted[0][0]
    chunks[first] = _moved(chunks[first], dash, " ")
    comment, chunks[new_first] = _split_comment(chunks[new_first], new_first)
    chunks[new_first] = _moved(chunks[new_first], dash, "-")
    body = comment + "".join(chunks[name] for name, _ in wanted)
    return [Edit(source.offset(starts[0], 1), source.offset(ends[-1] + 1, 1), body)]


def _is_plain_key(chunk: str, name: str) -> bool:
    """Say whether the key begins its line, but for the dash of an item."""
    return any(line.strip().removeprefix("- ").startswith(f"{name}:") for line in chunk.split("\n"))


def _with_comment(source: Source, line: int) -> int:
    while source.line(line - 1).lstrip().startswith("#"):
        line -= 1
    return line


def _without_blank(source: Source, last: int, at_least: int) -> int:
    """Give the last line of an indicator that is neither blank nor a comment of the next one."""
    while last > at_least and (
        not source.line(last).strip() or source.line(last).lstrip().startswith(("#", "- ref"))
    ):
        last -= 1
    return last


def _moved(chunk: str, column: int, character: str) -> str:
    """Set or clear the dash before the first key."""
    return chunk[:column] + character + chunk[column + 1 :]


def _split_comment(chunk: str, name: str) -> tuple[str, str]:
    """Split the comment lines above a key from the key itself."""
    lines = chunk.split("\n")
    place = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{name}:")), 0)
    above = "".join(f"{line}\n" for line in lines[:place])
    return above, "\n".join(lines[place:])
