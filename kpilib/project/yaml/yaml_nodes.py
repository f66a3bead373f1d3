"""What a YAML file holds, with the place of everything: scalars, lists and mappings of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from kpilib.values.findings import Span, TextPlace


class Scalar:
    """A piece of text as written; `plain` says that it stood there without quotes."""

    __slots__ = ("place", "plain", "span", "text")

    def __init__(self, text: str, span: Span, plain: bool, offset: int | None) -> None:
        self.text, self.span, self.plain = text, span, plain
        self.place = TextPlace(span, offset)


class Sequence:
    """A list."""

    __slots__ = ("items", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.items: list[Node] = []


class Mapping:
    """Keys and values in the order written, each key once."""

    __slots__ = ("entries", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.entries: dict[str, tuple[Scalar, Node]] = {}

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries.values())

    def get(self, key: str) -> Node | None:
        """Give the value of a key, None where the key is absent."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node: TypeAlias = Scalar | Sequence | Mapping
