"""What the lines of one evaluation share: blocks, months, and how figures are rounded."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from kpilib.figures.evaluation.blocks import Blocks
from kpilib.language.dataset import ChangeRule
from kpilib.values.errors import UsageError
from kpilib.values.period import Period, asked_month
from kpilib.values.period import months as months_between
from kpilib.values.rounding import Rounding


class Rules(NamedTuple):
    """How a dataset rounds and decides its arrows."""

    rounding: Rounding = "half up"
    change: ChangeRule = ChangeRule()
    geography: str = "local"


class Frame:
    """The months from `first` to `last`, as ordinals, of all geographies of some blocks."""

    def __init__(self, blocks: Blocks, rules: Rules, first: int, last: int) -> None:
        self.blocks, self.rules = blocks, rules
        self.first, self.last = first, last

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The months."""
        return tuple(months_between(self.first, self.last))

    @property
    def rows(self) -> slice:
        """The lines of the blocks that were asked for."""
        start = self.first - self.blocks.first
        return slice(start, start + self.last - self.first + 1)

    @cached_property
    def places(self) -> dict[str, int]:
        """The geographies, and the place of each in `values`."""
        return {name: place for place, name in enumerate(self.blocks.geographies)}

    def place(self, period: str | Period, geography: str | None = None) -> tuple[int, int]:
        """Give the geography's and the month's place in `values`; UsageError for another."""
        month = asked_month(period)
        where = self.rules.geography if geography is None else geography
        if (
            geography is None
            and len(self.blocks.geographies) == 1
            and where not in self.blocks.geographies
        ):
            where = self.blocks.geographies[0]
        place = self.places.get(where)
        if place is None:
            known = ", ".join(self.blocks.geographies[:10])
            raise UsageError(f"no geography is called `{where}`: there are {known}")
        if not self.first <= month <= self.last:
            first, last = Period.month(self.first), Period.month(self.last)
            raise UsageError(f"{Period.month(month)} is no month from {first} to {last}")
        return place, month - self.first
