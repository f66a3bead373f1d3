"""Why a figure is missing, in a language: a few words, or a sentence for a note."""

from __future__ import annotations

import re

from kpilib.values.wording.locale import Locale

_INPUT = "input missing: (.*) [(]([^()]*)[)]"


def in_short(reason: str, said: Locale) -> str:
    """Say a reason in a few words.

    >>> from kpilib.values.wording.locale import locale
    >>> in_short("input missing: M1 (not reported)", locale())
    'input missing: M1 (not reported)'
    """
    match = re.fullmatch(_INPUT, reason, re.DOTALL)
    if match is None:
        return said.say(f"reason.plain {reason}")
    deepest = said.say(f"reason.plain {match[2]}")
    return said.say("reason.plain input missing", ref=match[1], reason=deepest)


def in_full(reason: str, said: Locale, *, month: str | None = None, body: str = "") -> str:
    """Say a reason as a sentence; `month` is when a measure began or ended, `body` who compares.

    >>> from kpilib.values.wording.locale import locale
    >>> in_full("ended", locale(), month="July 2016")
    'Ended: the measure was last reported for July 2016.'
    """
    match = re.fullmatch(_INPUT, reason, re.DOTALL)
    if match is not None:
        deepest = said.say(f"reason.plain {match[2]}")
        return said.say("reason.input missing", ref=match[1], reason=deepest)
    if reason not in ("not yet collected", "ended"):
        return said.say(f"reason.{reason}", comparator=body)
    if month is None:
        return said.say(f"reason.{reason}, no month")
    return said.say(f"reason.{reason}", introduced=month, ended=month)
