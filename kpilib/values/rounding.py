"""Rounding for print, decided on exact fractions, and the printed text of a figure.

Half up takes a tie away from zero, negatives too (-11.5 is printed -12); half even takes it to
the even neighbour. Whether a figure is a tie is decided on the decimals that were written, never
on a float: 28.75 % out of a division is a tie, 28.749999999999996 is what a float makes of it.
Source: measured on 17,928 published percentages and 5,593 published rates of 150 councils, all
but one of which exact rational half-up reproduces.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

Rounding = Literal["half up", "half even"]


def scaled(value: Fraction, decimals: int, rounding: Rounding = "half up") -> int:
    """Round to that many decimals; the result in units of the last one.

    >>> scaled(Fraction(-23, 2), 0), scaled(Fraction("28.75"), 1), scaled(Fraction(5, 2), 0, "half even")
    (-12, 288, 2)
    """  # noqa: E501
    shifted = value * Fraction(10**decimals)
    if rounding == "half even":
        units: int = round(shifted)
        return units
    twice = 2 * abs(shifted.numerator)
    size = (twice + shifted.denominator) // (2 * shifted.denominator)
    return size if shifted >= 0 else -size


def rounded(value: Fraction, decimals: int, rounding: Rounding = "half up") -> Fraction:
    """Round to that many decimals.

    >>> rounded(Fraction(41707, 1423), 2)
    Fraction(2931, 100)
    """
    return Fraction(scaled(value, decimals, rounding), 10**decimals)


def decimal_text(units: int, decimals: int, *, thousands: bool = False) -> str:
    """Write a whole number of last decimals as a decimal; never a minus zero.

    >>> decimal_text(-5, 1), decimal_text(1090, 0, thousands=True)
    ('-0.5', '1,090')
    """
    whole, part = divmod(abs(units), 10**decimals)
    text = f"{whole:,}" if thousands else str(whole)
    if decimals:
        text += f".{part:0{decimals}}"
    return f"-{text}" if units < 0 else text


def plain(value: float) -> str:
    """Write a float as Python does, without a trailing ``.0`` and without an exponent.

    >>> plain(1172.0), plain(1e-07), plain(21.78649237472767)
    ('1172', '0.0000001', '21.78649237472767')
    """
    text = repr(value + 0.0)
    if "e" in text:
        from decimal import Decimal

        text = f"{Decimal(text):f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def whole_or_float(value: float | None) -> float | int | None:
    """Give a whole number without its ``.0``."""
    return int(value) if value is not None and value.is_integer() else value
