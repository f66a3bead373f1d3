"""Small charts as SVG within a page: the line of a row, its mean dashed, comparators dotted.

They are a few hundred bytes and need no library, so that a report may hold a hundred of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice

from kpilib.publications.parts.trends import Level, Trend
from kpilib.values.rounding import plain
from kpilib.values.safe import one_line
from kpilib.values.wording.locale import Locale

_SPARK = (110, 30, 4)
_WIDTH, _HEIGHT = 640, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 190, 14, 26
_LINE_HEIGHT = 15
#: the longest name of a line that is not cut, and how many names there is room for
_LONGEST, _MOST_NAMES = 22, 11


class _Scale:
    """Puts values and months onto a canvas; what lies far off the values is left outside."""

    def __init__(self, shown: Trend, box: tuple[float, float, float, float]) -> None:
        known = [value for value in shown.values if value is not None]
        levels = [shown.mean.value] if shown.mean else []
        low, high = min(known + levels), max(known + levels)
        reach = (high - low) or abs(high) or 1.0
        heights = (height for one in shown.comparators for height in one.heights)
        near = [height for height in heights if low - reach <= height <= high + reach]
        self.low, self.high = min([low, *near]), max([high, *near])
        if self.low == self.high:
            self.low, self.high = self.low - reach / 2, self.high + reach / 2
        self.left, self.top, self.right, self.bottom = box
        self._months = len(shown.values)

    def x(self, month: int) -> float:
        if self._months == 1:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * month / (self._months - 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * share

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def spark(shown: Trend, words: str) -> str:
    """Draw a row's trend so small that it fits into a cell; empty where no month has a figure."""
    if all(value is None for value in shown.values):
        return ""
    width, height, edge = _SPARK
    scale = _Scale(shown, (edge, edge, width - edge, height - edge))
    parts = [_level(scale, level, edge, width - edge) for level in _levels(shown, scale)]
    parts += _line(shown.values, scale)
    last = max(number for number, value in enumerate(shown.values) if value is not None)
    end = shown.values[last]
    assert end is not None
    parts.append(f'<circle cx="{_n(scale.x(last))}" cy="{_n(scale.y(end))}" r="2.5"/>')
    return _svg(width, height, words, "spark", parts)


def chart(shown: Trend, words: str, said: Locale) -> str:
    """Draw a row's trend with months, heights and the names of its lines."""
    if all(value is None for value in shown.values):
        return ""
    right = _WIDTH - _RIGHT
    scale = _Scale(shown, (_LEFT, _TOP, right, _HEIGHT - _BOTTOM))
    parts = _grid(scale, right, said)
    parts += _months(shown.months, scale)
    parts += [_level(scale, level, _LEFT, right) for level in _levels(shown, scale)]
    parts += _line(shown.values, scale)
    parts += [
        f'<circle cx="{_n(scale.x(number))}" cy="{_n(scale.y(value))}" r="2.5"/>'
        for number, value in enumerate(shown.values)
        if value is not None
    ]
    parts += _names(shown, scale, right)
    return _svg(_WIDTH, _HEIGHT, words, "chart", parts)


def _svg(width: int, height: int, words: str, kind: str, parts: Iterable[str]) -> str:
    label = escape(one_line(words))
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def _n(number: float) -> str:
    """Write a coordinate."""
    return f"{number:.1f}".removesuffix(".0")


def _line(values: Sequence[float | None], scale: _Scale) -> list[str]:
    """Draw the months that have a figure; a gap stays a gap."""
    runs: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_n(scale.x(number))},{_n(scale.y(value))}")
    return [f'<polyline points="{" ".join(run)}"/>' for run in runs if len(run) > 1]


def _levels(shown: Trend, scale: _Scale) -> list[tuple[str, Level]]:
    levels = [("mean", shown.mean)] if shown.mean else []
    levels += [
        ("body", level) for level in shown.comparators if any(map(scale.holds, level.heights))
    ]
    return [(kind, level) for kind, level in levels if level is not None]


def _level(scale: _Scale, named: tuple[str, Level], left: float, right: float) -> str:
    kind, level = named
    path = "".join(_steps_of(scale, level, left, right))
    return f'<path class="{kind}" d="{path}"/>'


def _steps_of(scale: _Scale, level: Level, left: float, right: float) -> Iterator[str]:
    """Draw a line across, or a step wherever its height changes; off the scale there is none."""
    if not level.steps:
        yield f"M{_n(left)} {_n(scale.y(level.value))}H{_n(right)}"
        return
    begin, drawn, last = 0, False, len(level.steps) - 1
    for number, height in enumerate(level.steps):
        if number < last and level.steps[number + 1] == height:
            continue
        first = left if begin == 0 else (scale.x(begin - 1) + scale.x(begin)) / 2
        end = right if number == last else (scale.x(number) + scale.x(number + 1)) / 2
        if height is not None and scale.holds(height):
            y = _n(scale.y(height))
            yield f"{f'V{y}' if drawn else f'M{_n(first)} {y}'}H{_n(end)}"
            drawn = True
        else:
            drawn = False
        begin = number + 1


def _grid(scale: _Scale, right: float, said: Locale) -> list[str]:
    parts = []
    for value in _steps(scale.low, scale.high):
        y = scale.y(value)
        parts.append(f'<path class="grid" d="M{_LEFT} {_n(y)}H{_n(right)}"/>')
        text = said.number(plain(float(f"{value:.12g}")))
        parts.append(_text(_LEFT - 6, y + 4, "end", text))
    return parts


def _text(x: float, y: float, kind: str, text: str) -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" class="{kind}">{escape(one_line(text))}</text>'


def _steps(low: float, high: float) -> list[float]:
    """Give two to six round numbers between two others: steps of 1, 2 or 5 times a power of 10."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    if not power:
        return []
    step = next((size * power for size in (1, 2, 5) if size * power >= rough), 10 * power)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]


def _months(months: Sequence[str], scale: _Scale) -> list[str]:
    """Name the last month, and others so far apart that they do not touch."""
    each = max(1, math.ceil((len(months) - 1) / 4))
    return [
        _text(scale.x(number), _HEIGHT - 8, "mid", months[number])
        for number in range(len(months) - 1, -1, -each)
    ]


def _names(shown: Trend, scale: _Scale, right: float) -> list[str]:
    """Name the lines at their right ends, pushed apart where they would overlap."""
    # the last figure, the mean, and as many comparators as there is room for
    wanted = sorted(islice(_named(shown, scale), _MOST_NAMES))
    heights = [wanted[0][0] + 4]
    for y, _, _ in wanted[1:]:
        heights.append(max(heights[-1] + _LINE_HEIGHT, y + 4))
    below = [_HEIGHT - 4 - _LINE_HEIGHT * number for number in range(len(wanted))]
    heights = list(map(min, heights, reversed(below)))
    return [
        _text(right + 8, y, kind, text) for y, (_, kind, text) in zip(heights, wanted, strict=True)
    ]


def _named(shown: Trend, scale: _Scale) -> Iterator[tuple[float, str, str]]:
    """Give the height, the kind and the name of the last figure and of each line across."""
    last = max(number for number, value in enumerate(shown.values) if value is not None)
    yield scale.y(shown.values[last] or 0.0), "last", shown.texts[last]
    for kind, level in _levels(shown, scale):
        if scale.holds(level.value):
            yield scale.y(level.value), kind, _name(level)
    for level in shown.comparators:
        if level.value > scale.high:
            yield scale.top - 4, "body", f"↑ {_name(level)}"
        elif level.value < scale.low:
            yield scale.bottom + 4, "body", f"↓ {_name(level)}"


def _name(level: Level) -> str:
    """Name a line, with its figure whole."""
    name = level.name if len(level.name) <= _LONGEST else f"{level.name[:_LONGEST]}…"
    return f"{name} {level.text}"
