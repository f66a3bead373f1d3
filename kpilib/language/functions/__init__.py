"""The function table: every function a formula may call, one entry each."""

from __future__ import annotations

from kpilib.language.functions import calendar, elementwise, ratios, to_date, unbroken, windows
from kpilib.language.functions.function import Function

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for module in (ratios, calendar, to_date, windows, elementwise)
    for function in module.FUNCTIONS
}
_BOUND_ONLY: tuple[Function, ...] = (*unbroken.BOUND_ONLY, *to_date.BOUND_ONLY)
_BOUND = FUNCTIONS | {function.name: function for function in _BOUND_ONLY}


def bound_function(name: str) -> Function:
    """Give the entry of a call in a bound formula."""
    return _BOUND[name]
