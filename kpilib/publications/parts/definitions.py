"""What an indicator means, in words: for pages, workbooks and dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from kpilib.figures.report.comparators import is_divided
from kpilib.language.catalogue import Catalogue
from kpilib.language.dated import ComparatorValue, DenominatorValue
from kpilib.language.types import Type
from kpilib.publications.parts.phrases import formula_in_words
from kpilib.values.period import Period
from kpilib.values.rounding import decimal_text, scaled
from kpilib.values.wording.locale import Locale


class Source(NamedTuple):
    """A dated figure of a population or of another body, with where it comes from."""

    #: the body or the population
    title: str
    #: the month from which it holds, or the period that it covers
    when: str
    value: str
    #: reference and basis, source, evidence; empty where not stated
    kind: str
    source: str
    evidence: str
    geography: str | None = None


class Definition(NamedTuple):
    """One indicator in words; empty texts and tuples where the specs say nothing."""

    ref: str
    title: str
    area: str
    owner: str
    accountable: str
    unit: str
    measure: str
    decimals: int
    polarity: str
    formula: str
    formula_words: str
    denominators: tuple[Source, ...]
    comparators: tuple[Source, ...]
    reads: tuple[str, ...]
    readers: tuple[str, ...]
    introduced: str
    ended: str
    replaced_by: tuple[str, ...]
    breaks: tuple[str, ...]
    part_of: str
    checks: tuple[tuple[str, str], ...]
    notes: str
    because: str


class Definitions:
    """The definitions of a catalogue in one language, each made once."""

    def __init__(self, catalogue: Catalogue, said: Locale) -> None:
        self.catalogue, self.said = catalogue, said
        self._readers = _readers(catalogue)
        self._comparators = _comparators(catalogue)
        self._made: dict[str, Definition] = {}

    def __getitem__(self, ref: str) -> Definition:
        """Give the definition of an indicator."""
        found = self._made.get(ref)
        if found is None:
            found = self._made[ref] = self._define(ref)
        return found

    def _define(self, ref: str) -> Definition:
        catalogue, said = self.catalogue, self.said
        row, kind = catalogue[ref], catalogue.type_of(ref)
        unit = kind.unit if kind else row.unit
        words = formula_in_words(catalogue, ref, said) if row.formula else None
        return Definition(
            ref=ref,
            title=row.title,
            area=self.area(row.area),
            owner=self.person(row.owner),
            accountable=self.person(row.accountable or ""),
            unit=said.say(f"unit.{unit}", per=said.number(str(row.per))) if unit else "",
            measure=self._measure(kind),
            decimals=row.decimals,
            polarity=said.say(f"polarity.{row.polarity}"),
            formula=row.formula or "",
            formula_words=words or ("" if row.formula else said.say("formula.collected")),
            denominators=self._denominators(row.denominator),
            comparators=self._bodies(ref),
            reads=tuple(dict.fromkeys(catalogue.reads(ref))),
            readers=self._readers.get(ref, ()),
            introduced=self.month(row.introduced),
            ended=self.month(row.ended),
            replaced_by=row.replaced_by,
            breaks=tuple(self.month(month) for month in row.breaks),
            part_of=row.part_of or "",
            checks=tuple((check.expect, check.because or "") for check in row.checks),
            notes=row.notes or "",
            because=row.because or "",
        )

    def _measure(self, kind: Type | None) -> str:
        """Say how a figure stands in time; of a ratio, what it is made of."""
        if kind is None or kind.measure is None:
            return ""
        return self.said.say("measure." + " ".join((kind.measure, *(kind.parts or ()))))

    def month(self, month: int | None) -> str:
        """Write a month, or nothing."""
        return "" if month is None else self.said.format(Period.month(month))

    def area(self, name: str) -> str:
        """Give the name of an area; its id where the register has none."""
        area = self.catalogue.registers.areas.get(name)
        return area.name if area else name

    def person(self, name: str) -> str:
        """Give the name of a person; the id where the register has none."""
        person = self.catalogue.registers.people.get(name)
        return person.name if person else name

    def _denominators(self, name: str | None) -> tuple[Source, ...]:
        known = self.catalogue.registers.denominators.get(name or "")
        if known is None:
            return ()
        return tuple(self.population(known.title, value) for value in known.values)

    def population(self, title: str, value: DenominatorValue) -> Source:
        """Give a population's figure."""
        return Source(
            title, self.month(value.since), self.figure(value.value), value.reference or "",
            value.source or "", value.evidence or "", value.geography,
        )  # fmt: skip

    def _bodies(self, ref: str) -> tuple[Source, ...]:
        return tuple(
            Source(
                title, self._period(value.period), self.figure(value.value),
                self.said.say(self._basis(value)), value.source or "", value.evidence or "",
                value.geography,
            )
            for title, value in self._comparators.get(ref, ())
        )  # fmt: skip

    def _basis(self, value: ComparatorValue) -> str:
        return f"basis.{value.basis}{' divided' if is_divided(self.catalogue, value) else ''}"

    def _period(self, period: Period) -> str:
        return self.said.format(period) if period.frequency == "monthly" else str(period)

    def figure(self, value: Fraction) -> str:
        """Write a figure as it was written in the specs, thousands set apart."""
        decimals = next((n for n in range(12) if (value * 10**n).denominator == 1), 12)
        return self.said.number(decimal_text(scaled(value, decimals), decimals))


def _readers(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Give what reads each indicator, in catalogue order."""
    found: dict[str, list[str]] = {}
    for row in catalogue:
        for ref in dict.fromkeys(catalogue.reads(row.ref)):
            found.setdefault(ref, []).append(row.ref)
    return {ref: tuple(names) for ref, names in found.items()}


def _comparators(catalogue: Catalogue) -> dict[str, tuple[tuple[str, ComparatorValue], ...]]:
    found: dict[str, list[tuple[str, ComparatorValue]]] = {}
    for comparator in catalogue.registers.comparators.values():
        for value in comparator.values:
            found.setdefault(value.ref, []).append((comparator.title, value))
    return {ref: tuple(values) for ref, values in found.items()}
