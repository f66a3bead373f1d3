"""Charts as files (matplotlib): the trend of a row, and small multiples of a service area.

The same figures give the same bytes. Colours are Okabe and Ito's, which the colour-blind tell
apart, and every line has a pattern of its own. Source: Okabe, M. and Ito, K. (2008), Color
Universal Design.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from kpilib.publications.parts.trends import Trend
from kpilib.values.errors import UsageError
from kpilib.values.safe import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LINE, _MEAN, _BODY = "#0072b2", "#4d4d4d", "#d55e00"
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "kpilib", "svg.fonttype": "none", "text.parse_math": False,
    "text.usetex": False, "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
}  # fmt: skip
_ACROSS = 4
_LONGEST = 60


def trend_chart(shown: Trend, words: str) -> str:
    """Draw a trend with its mean and comparators as an SVG; `words` is its alternative text.

    Raises UsageError where matplotlib is not installed.
    """
    with _figure(7.2, 3.4) as figure:
        axes = figure.add_subplot()
        _draw(axes, shown)
        axes.set_title(_cut(shown.title), loc="left", fontsize=10)
        axes.tick_params(axis="x", labelrotation=45)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return _svg(figure, words)


def small_multiples(shown: Sequence[Trend], words: str) -> str:
    """Draw a small chart of each row, four beside each other, every one with a scale of its own."""
    down = max(1, math.ceil(len(shown) / _ACROSS))
    with _figure(2.6 * _ACROSS, 1.8 * down, layout=None) as figure:
        # a layout that is worked out takes many times as long, and these are all alike
        margin = 0.3 / (1.8 * down)
        figure.subplots_adjust(
            left=0.05, right=0.975, bottom=margin, top=1 - margin, wspace=0.3, hspace=0.45
        )
        for number, one in enumerate(shown, 1):
            axes = figure.add_subplot(down, _ACROSS, number)
            _draw(axes, one)
            axes.set_title(_cut(one.title, 34), loc="left", fontsize=8)
            places = [0, len(one.months) - 1]
            axes.set_xticks(places, [one.months[place] for place in places])
            axes.tick_params(labelsize=7)
        return _svg(figure, words)


@contextmanager
def _figure(
    width: float, height: float, layout: Literal["constrained"] | None = "constrained"
) -> Iterator[Figure]:
    """Make a figure that nothing around it changes: no settings of the machine, no state."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise UsageError("charts need matplotlib: pip install kpilib[html]") from None
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield Figure(figsize=(width, height), layout=layout)


def _draw(axes: Axes, shown: Trend) -> None:
    places = range(len(shown.values))
    values = [math.nan if value is None else value for value in shown.values]
    axes.plot(places, values, color=_LINE, marker="o", markersize=3, linewidth=1.6)
    axes.set_xticks(list(places), [one_line(month) for month in shown.months])
    if any(text.endswith("%") for text in shown.texts):
        axes.yaxis.set_major_formatter("{x:g}%")
    axes.set_xlim(-0.3, len(values) - 0.7)
    if shown.mean is not None:
        label = f"{shown.mean.name} {shown.mean.text}"
        axes.axhline(shown.mean.value, color=_MEAN, linestyle="--", linewidth=1, label=label)
    for level, pattern in zip(shown.comparators, _patterns(), strict=False):
        label = one_line(f"{level.name} {level.text}")
        style: Any = {"color": _BODY, "linestyle": pattern, "linewidth": 1.2, "label": label}
        if not level.steps:
            axes.axhline(level.value, **style)
            continue
        # as it was in force in each month, from edge to edge
        heights = [math.nan if one is None else one for one in level.steps]
        edges = [-0.5, *places, len(heights) - 0.5]
        axes.plot(edges, [heights[0], *heights, heights[-1]], drawstyle="steps-mid", **style)


def _patterns() -> Iterator[Any]:
    """Give patterns of dots and dashes, a different one for each comparator."""
    dots = 1
    while True:
        yield (0, (1, 1.5, *((4, 1.5) * (dots - 1))))
        dots += 1


def _cut(text: str, size: int = _LONGEST) -> str:
    shown = one_line(text)
    return shown if len(shown) <= size else f"{shown[: size - 1]}…"


def _svg(figure: Figure, words: str) -> str:
    """Write the figure without day and program, and with its alternative text."""
    buffer = BytesIO()
    none = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=none)
    text = buffer.getvalue().decode()
    start = text.index("<svg ")
    end = text.index(">", start) + 1
    title = f"\n <title>{escape(one_line(words))}</title>"
    return f'{text[: end - 1]} role="img">{title}{text[end:]}'
