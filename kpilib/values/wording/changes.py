"""A change in words: one function, used by reports, explanations, charts and pull requests."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from kpilib.values.change import Direction, Judgement, Polarity
from kpilib.values.rounding import decimal_text
from kpilib.values.wording.locale import Locale, locale

_BETTER = {"positive": "better", "negative": "worse"}


class Change(NamedTuple):
    """A printed change: rounded to whole percent, and what was decided on it."""

    rounded: float
    direction: Direction
    judgement: Judgement | None = None
    polarity: Polarity = "neither"
    #: the figures compared, as printed; None where the report does not show one
    then: str | None = None
    now: str | None = None
    #: a difference of percentages or rates, not a percentage
    points: bool = False
    threshold: Fraction = Fraction(10)
    #: not rounded; told where rounding hides what was decided
    exact: float | None = None


def in_words(change: Change, language: Locale | None = None) -> str:
    """Say a change in plain words: how much, from what to what, and whether that is good.

    >>> in_words(Change(29.0, "up", "negative", "low is good", "22%", "28%"))
    'up 29%, from 22% to 28%; that is worse: lower is better'
    >>> in_words(Change(7.0, "similar", None, "neither", "1383", "1480"))
    'up 7%, from 1,383 to 1,480'
    >>> in_words(Change(0.0, "similar", "similar", "high is good", "12", "12"))
    'unchanged at 12; that is similar: under 10% either way'
    """
    said = language or locale()
    text = _moved(change, said)
    if change.judgement in _BETTER:
        key = f"change.{_BETTER[change.judgement]} {change.polarity}"
        return said.say(key, moved=text)
    if change.judgement == "similar":
        return said.say("change.alike", moved=text, threshold=_size(change, change.threshold, said))
    return text


def direction_words(
    direction: Direction, judgement: Judgement | None, language: Locale | None = None
) -> str:
    """Say a direction, and whether it is good: the words beside an arrow.

    >>> direction_words("up", "negative"), direction_words("down", None)
    ('up, worse', 'down')
    """
    said = language or locale()
    word = said.say(f"direction.{direction}")
    if judgement in _BETTER:
        return f"{word}, {said.say(f'judgement.{judgement}')}"
    return word


def _moved(change: Change, said: Locale) -> str:
    both = change.then is not None and change.now is not None
    then, now = (said.number(text or "") for text in (change.then, change.now))
    size = _told(change)
    if size == 0:
        if not both:
            return said.say("change.none")
        return said.say("change.unchanged" if then == now else "change.little", then=then, now=now)
    text = said.say("change.up" if size > 0 else "change.down", size=_size(change, abs(size), said))
    if not both:
        return text
    key = "change.same" if then == now else "change.from_to"
    return said.say(key, moved=text, then=then, now=now)


def _told(change: Change) -> Fraction:
    """Give the rounded change; a finer one where the arrow was decided on what rounding hides."""
    size = Fraction(change.rounded)
    points = abs(size) >= change.threshold
    if change.exact is None or points == (change.direction != "similar"):
        return size
    return Fraction(f"{change.exact:.2f}")


def _size(change: Change, size: Fraction, said: Locale) -> str:
    """Write a whole number of percent or points, or a threshold that is none."""
    whole = size.denominator == 1
    text = decimal_text(size.numerator, 0) if whole else f"{float(size):g}"
    if change.points:
        return said.say("change.points", size=said.number(text))
    return said.number(f"{text}%")
