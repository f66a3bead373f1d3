"""Which denominators the printed rates allow."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction


def denominator_interval(
    counts: Iterable[int | str | Fraction],
    rates: Iterable[int | str | Fraction],
    per: int = 10_000,
    decimals: int = 0,
) -> tuple[int, int]:
    """Give the smallest and the largest whole denominator that all printed rates allow.

    A rate printed as ``r`` says that ``count / denominator * per`` rounds to it, half up, so that
    the denominator lies above ``count * per / (r + half)`` and not above
    ``count * per / (r - half)``. Counts and rates go in pairs; numbers may be given as text, so
    that ``"4.5"`` means exactly that. Raises ValueError where no denominator fits all of them,
    where nothing bounds it from above, and where the two have not the same length.

    >>> denominator_interval([352, 336, 626], [74, 70, 131])
    (47660, 47891)
    """
    half = Fraction(1, 2 * 10**decimals)
    lows, highs = [Fraction(0)], []
    for count, rate in zip(counts, rates, strict=True):
        scaled, printed = Fraction(count) * per, Fraction(rate)
        if scaled < 0 or printed < 0:
            raise ValueError("counts and rates are never below 0")
        lows.append(scaled / (printed + half))
        if printed - half > 0:
            highs.append(scaled / (printed - half))
    if not highs:
        raise ValueError("no rate bounds the denominator from above")
    low = max(lows).__floor__() + 1
    high = min(highs).__floor__()
    if low > high:
        raise ValueError(f"no denominator fits all the rates: above {low - 1} and at most {high}")
    return low, high
