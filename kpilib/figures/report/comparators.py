"""The comparator figure in force for a row in a month."""

from __future__ import annotations

from fractions import Fraction

from kpilib.language.catalogue import Catalogue
from kpilib.language.dataset import Dataset
from kpilib.language.dated import ComparatorValue

#: an annual figure of these, where it is of a flow, is twelve monthly ones
_SUMS = ("count", "rate", "money")


class Figures:
    """The figures of all comparators of a dataset."""

    def __init__(self, catalogue: Catalogue, dataset: Dataset) -> None:
        self._catalogue = catalogue
        self._dated: dict[tuple[str, str, str], list[ComparatorValue]] = {}
        for comparator in catalogue.registers.comparators.values():
            for value in comparator.values:
                monthly = value.period.frequency == "monthly"
                if monthly != (value.basis == "monthly") or value.period.frequency == "quarterly":
                    continue  # a finding says so
                key = comparator.id, value.ref, value.geography or dataset.geography
                self._dated.setdefault(key, []).append(value)

    def value(
        self, comparator: str, ref: str, geography: str, month: int
    ) -> ComparatorValue | None:
        """Return the value of the latest period that has ended by the month, as recorded last."""
        dated = self._dated.get((comparator, ref, geography), [])
        past = [value for value in dated if value.period.last <= month]
        if not past:
            return None
        return max(past, key=lambda value: (value.period.last, value.recorded or ""))

    def in_force(self, comparator: str, ref: str, geography: str, month: int) -> Fraction | None:
        """Give the figure as a monthly dataset prints it: an annual flow divided by 12."""
        value = self.value(comparator, ref, geography, month)
        if value is None:
            return None
        return value.value / 12 if self.is_divided(value) else value.value

    def is_divided(self, value: ComparatorValue) -> bool:
        """Say whether a figure is annual and of a flow."""
        return is_divided(self._catalogue, value)


def is_divided(catalogue: Catalogue, value: ComparatorValue) -> bool:
    """Say whether a monthly dataset prints a twelfth of a figure: it is annual and of a flow."""
    kind = catalogue.type_of(value.ref)
    return value.basis == "annual" and kind is not None and kind.happens and kind.unit in _SUMS
