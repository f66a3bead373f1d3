"""The catalogue: every indicator with its formula parsed, typed and bound, in dependency order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import evolve, field, frozen

from kpilib.language.model import Area, Check, Geography, Indicator, Person
from kpilib.language.types import Ratio, Scope, Type
from kpilib.values.errors import UsageError
from kpilib.values.findings import Fault

if TYPE_CHECKING:
    from kpilib.language.dated import Comparator, Denominator
    from kpilib.language.populations import Populations
    from kpilib.language.syntax import Expression, Operation


class Registers(NamedTuple):
    """What indicators refer to by id."""

    areas: Mapping[str, Area] = {}
    people: Mapping[str, Person] = {}
    denominators: Mapping[str, Denominator] = {}
    comparators: Mapping[str, Comparator] = {}
    geographies: Mapping[str, Geography] = {}


@frozen(kw_only=True)
class Catalogue:
    """Indicators by ref, in catalogue order, and what is known of their formulas."""

    indicators: Mapping[str, Indicator]
    registers: Registers
    year_starts: int
    #: formulas as written, parsed
    trees: Mapping[str, Expression] = field(factory=dict)
    #: formulas bound to their rows; absent where the formula, or one it reads, is wrong
    bound: Mapping[str, Expression] = field(factory=dict)
    #: checks that are right, bound
    checks: Mapping[str, tuple[tuple[Check, Operation], ...]] = field(factory=dict)
    #: the two parts of those that are ratios
    ratios: Mapping[str, Ratio] = field(factory=dict)
    #: what each indicator is; absent where that cannot be told
    types: Mapping[str, Type]
    #: the months in which an indicator, or what it reads, changed its definition
    breaks: Mapping[str, frozenset[int]]
    #: refs such that each stands behind all it reads
    order: tuple[str, ...]
    #: refs that files which could not be read may hold
    lost: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    #: what is worked out of the whole of it, once, by a name; put in when it is whole
    remembered: dict[str, Any] = field(factory=dict, init=False, eq=False, repr=False)
    _populations: dict[str, Populations] = field(factory=dict, init=False, eq=False, repr=False)

    def __getitem__(self, ref: str) -> Indicator:
        return self.indicators[ref]

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __len__(self) -> int:
        return len(self.indicators)

    def __contains__(self, ref: object) -> bool:
        return ref in self.indicators

    def type_of(self, ref: str) -> Type | None:
        """Give the unit and the measure of an indicator, stated or inferred."""
        return self.types.get(ref)

    def reads(self, ref: str) -> tuple[str, ...]:
        """Give the indicators that a formula names, in reading order."""
        tree = self.trees.get(ref)
        if tree is None:
            return ()
        from kpilib.language.syntax import refs

        return refs(tree)

    def readers(self, ref: str) -> tuple[str, ...]:
        """Give the indicators whose formulas name this one, in catalogue order."""
        return tuple(name for name in self.indicators if ref in self.reads(name))

    def is_sound(self, ref: str) -> bool:
        """Say whether an indicator can be worked out: collected, or with a right formula."""
        return self.indicators[ref].formula is None or ref in self.bound

    def known_by(self, day: str | None) -> Catalogue:
        """Return it with the denominators and comparators recorded by a day; None: with all."""
        if day is None:
            return self
        from kpilib.language.dated import known_by

        registers = self.registers
        denominators = known_by(registers.denominators, day)
        comparators = known_by(registers.comparators, day)
        if denominators is registers.denominators and comparators is registers.comparators:
            return self
        known = registers._replace(denominators=denominators, comparators=comparators)
        return evolve(self, registers=known)

    def populations(self, geography: str) -> Populations:
        """Give the denominators in force; those that name no geography are this one's."""
        found = self._populations.get(geography)
        if found is None:
            from kpilib.language.populations import Populations

            found = Populations(self.registers.denominators.values(), geography)
            self._populations[geography] = found
        return found

    def asked(self, refs: Iterable[str]) -> tuple[str, ...]:
        """Give the refs asked for, in catalogue order; UsageError for one that is none."""
        wanted = {refs} if isinstance(refs, str) else set(refs)
        unknown = wanted - set(self.indicators)
        if unknown:
            from kpilib.values.suggest import did_you_mean

            name = min(unknown)
            near = did_you_mean(name, self.indicators)
            also = f"; did you mean `{near}`?" if near else ""
            raise UsageError(f"no indicator is called `{name}`{also}")
        return tuple(ref for ref in self.indicators if ref in wanted)

    def closure(self, refs: Iterable[str]) -> frozenset[str]:
        """Return refs with all that their formulas read."""
        from kpilib.language.syntax import refs as refs_in

        found: set[str] = set()
        ahead = list(refs)
        while ahead:
            ref = ahead.pop()
            if ref not in found:
                found.add(ref)
                tree = self.bound.get(ref)
                ahead += refs_in(tree) if tree is not None else ()
        return frozenset(found)

    def part(self, refs: Iterable[str]) -> Catalogue:
        """Return a catalogue of some indicators, with all that they read."""
        kept = self.closure(refs)
        return evolve(
            self,
            indicators={ref: row for ref, row in self.indicators.items() if ref in kept},
            trees={ref: tree for ref, tree in self.trees.items() if ref in kept},
            bound={ref: tree for ref, tree in self.bound.items() if ref in kept},
            order=tuple(ref for ref in self.order if ref in kept),
        )

    def scope(self, ref: str) -> Scope:
        """Give what binding a formula in this row needs to know."""
        row = self.indicators[ref]
        return Scope(
            row.denominator,
            row.per,
            self.year_starts,
            self.ratios.get,
            lambda name: self.breaks.get(name, frozenset()),
            self.ratios.get(ref),
            self.breaks.get(ref, frozenset()),
        )
