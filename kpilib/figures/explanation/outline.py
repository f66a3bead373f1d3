"""An outline: a line of text with the lines that explain it below."""

from __future__ import annotations

from typing import Any

#: an outline prints at most so many lines
_MOST_LINES = 400


class Outline:
    """A head and the parts below it."""

    def __init__(self, head: str) -> None:
        self.head = head
        self.parts: list[Outline] = []

    def add(self, head: str) -> Outline:
        """Put a line below this one, and give it."""
        part = Outline(head)
        self.parts.append(part)
        return part

    def lines(self) -> list[str]:
        """Give the lines, two spaces deeper for each step."""
        found: list[str] = []
        stack = [(self, 0)]
        while stack:
            node, depth = stack.pop()
            found.append("  " * depth + node.head)
            if len(found) == _MOST_LINES:
                found.append("...")
                break
            stack += [(part, depth + 1) for part in reversed(node.parts)]
        return found

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {"text": self.head, "parts": [part.as_data() for part in self.parts]}

    def __str__(self) -> str:
        return "\n".join(self.lines())
