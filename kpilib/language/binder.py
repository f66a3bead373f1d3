"""Bind the formulas of a catalogue: parsed, ordered, typed, with every fault on the way."""

from __future__ import annotations

from collections.abc import Mapping

from kpilib.language.binding import bind
from kpilib.language.catalogue import Catalogue, Registers
from kpilib.language.graph import cycles, dependency_order, reads_itself_earlier
from kpilib.language.model import Check, Indicator, place_of
from kpilib.language.parser import parse
from kpilib.language.syntax import Expression, Operation, Ref, refs, walk
from kpilib.language.tokens import FormulaFault, Untold
from kpilib.language.types import Measure, Ratio, Type
from kpilib.values.findings import Fault, TextPlace
from kpilib.values.suggest import did_you_mean

_SUPPOSED: tuple[Measure, ...] = ("stock", "flow", "accumulated", "average")
UNKNOWN_REF, CYCLE, MISMATCH, MISSING_KEY = "KPI201", "KPI306", "KPI304", "KPI105"


class Binder:
    """The tables of a catalogue as they fill."""

    def __init__(
        self,
        rows: Mapping[str, Indicator],
        registers: Registers,
        year_starts: int,
        lost: frozenset[str],
        types: dict[str, Type],
        faults: list[Fault],
    ) -> None:
        self._rows, self._types, self._faults = rows, types, faults
        self._registers, self._year_starts, self._lost = registers, year_starts, lost
        self._trees: dict[str, Expression] = {}
        self._bound: dict[str, Expression] = {}
        self._breaks: dict[str, frozenset[int]] = {}
        self._ratios: dict[str, Ratio] = {}
        self._checks: dict[str, tuple[tuple[Check, Operation], ...]] = {}

    def catalogue(self) -> Catalogue:
        """Give the catalogue of the rows."""
        for row in self._rows.values():
            self._parse(row)
        edges = {
            ref: tuple(name for name in refs(tree) if name in self._rows)
            for ref, tree in self._trees.items()
        }
        circular = self._report_cycles(edges)
        order = dependency_order(self._rows, edges)
        # it shows what is found as it is found: the tables are the same ones
        catalogue = self._made(order)
        for ref in order:
            read: set[int] = set()
            if ref not in circular:
                read |= self._settle(self._rows[ref], catalogue)
            self._breaks[ref] = frozenset(self._rows[ref].breaks) | read
        for row in self._rows.values():
            self._bind_checks(row, catalogue)
        return self._made(order)

    def _made(self, order: tuple[str, ...]) -> Catalogue:
        return Catalogue(
            indicators=self._rows,
            registers=self._registers,
            year_starts=self._year_starts,
            trees=self._trees,
            bound=self._bound,
            checks=self._checks,
            types=self._types,
            breaks=self._breaks,
            ratios=self._ratios,
            order=order,
            lost=self._lost,
            faults=tuple(self._faults),
        )

    def _parse(self, row: Indicator) -> None:
        if row.formula is None:
            return
        try:
            tree = parse(row.formula)
        except FormulaFault as fault:
            self._complain(row, "formula", fault)
            return
        self._trees[row.ref] = tree
        self._name_unknown(row, tree)

    def _name_unknown(self, row: Indicator, tree: Expression, check: Check | None = None) -> None:
        self._faults += unknown_refs(
            tree,
            row.ref,
            place_of(check or row, "expect" if check else "formula"),
            self._rows,
            self._lost,
        )

    def _report_cycles(self, edges: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        allowed = {ref for ref in edges if reads_itself_earlier(self._trees[ref], ref)}
        found = cycles(self._rows, edges, allowed)
        for path in found:
            row = self._rows[path[0]]
            message = f"the formula reads itself: {' -> '.join([*path, path[0]])}"
            hint = "a formula may read only its own earlier months: previous([...])"
            span = place_of(row, "formula").span
            self._faults.append(Fault(CYCLE, span, message, hint, row.ref))
        return frozenset(ref for path in found for ref in path)

    def _settle(self, row: Indicator, catalogue: Catalogue) -> frozenset[int]:
        """Find the type of a formula, and bind it; return the breaks of what it reads."""
        tree = self._trees.get(row.ref)
        if tree is None:
            return frozenset()
        if row.ref in refs(tree):
            self._suppose(row, tree, catalogue)
        try:
            bound = bind(tree, self._type_of, catalogue.scope(row.ref))
        except Untold:
            self._types.pop(row.ref, None)
            self._state_unit(row, tree)
            return frozenset()
        except FormulaFault as fault:
            self._types.pop(row.ref, None)
            self._complain(row, "formula", fault)
            return frozenset()
        self._bound[row.ref] = bound.tree
        self._types[row.ref] = bound.type.settled()
        if bound.ratio is not None:
            self._ratios[row.ref] = bound.ratio
        self._compare_with_stated(row, bound.type)
        return bound.breaks

    def _suppose(self, row: Indicator, tree: Expression, catalogue: Catalogue) -> None:
        """Suppose a type for a formula that reads itself: stated, or one that it then has."""
        if row.unit and row.measure:
            self._types[row.ref] = Type(row.unit, row.measure)
            return
        read = (self._types[name].unit for name in refs(tree) if name in self._types)
        for unit in (row.unit,) if row.unit else dict.fromkeys(read):
            # what goes on from its own past stands, unless it can only be something else
            for measure in _SUPPOSED:
                kind = self._types[row.ref] = Type(unit, measure)
                try:
                    found = bind(tree, self._type_of, catalogue.scope(row.ref))
                except (Untold, FormulaFault):
                    continue
                if found.type.settled() == kind:
                    return
        self._types.pop(row.ref, None)
        if row.unit:
            self._types[row.ref] = Type(row.unit)

    def _state_unit(self, row: Indicator, tree: Expression) -> None:
        if row.ref in refs(tree) and not row.unit:
            message = "a formula that reads its own earlier months cannot infer its unit"
            self._faults.append(Fault(MISSING_KEY, row.span, message, "add `unit:`", row.ref))

    def _compare_with_stated(self, row: Indicator, kind: Type) -> None:
        for key, stated, found in (
            ("unit", row.unit, kind.unit),
            ("measure", row.measure, kind.stated or kind.measure),
        ):
            if stated and stated != found:
                message = f"`{key}` is `{stated}`, and the formula gives {found or 'none'}"
                hint = f"leave `{key}` out: it is inferred"
                self._faults.append(
                    Fault(MISMATCH, place_of(row, key).span, message, hint, row.ref)
                )

    def _type_of(self, ref: str) -> Type:
        found = self._types.get(ref)
        if found is None:
            raise Untold
        return found

    def _bind_checks(self, row: Indicator, catalogue: Catalogue) -> None:
        bound = []
        for check in row.checks:
            try:
                tree = parse(check.expect)
                self._name_unknown(row, tree, check)
                scope = catalogue.scope(row.ref)
                operation = bind(tree, self._type_of, scope, check=True).tree
            except Untold:
                continue
            except FormulaFault as fault:
                self._complain(row, "expect", fault, check)
                continue
            assert isinstance(operation, Operation)
            bound.append((check, operation))
        if bound:
            self._checks[row.ref] = tuple(bound)

    def _complain(
        self, row: Indicator, key: str, fault: FormulaFault, check: Check | None = None
    ) -> None:
        place = (check or row).places[key]
        for one in (fault, *fault.others):
            span = row.span if one.code == MISSING_KEY else place.part(*one.at)
            self._faults.append(Fault(one.code, span, one.message, one.hint, row.ref))


def unknown_refs(
    tree: Expression,
    ref: str | None,
    place: TextPlace,
    known: Mapping[str, Indicator],
    lost: frozenset[str],
) -> list[Fault]:
    """Give a fault for every [ref] that names no indicator."""
    faults = []
    for part in walk(tree):
        if isinstance(part, Ref) and part.ref not in known and part.ref not in lost:
            message = f"no indicator is called `{part.ref}`"
            near = did_you_mean(part.ref, known, but=ref)
            hint = f"did you mean [{near}]?" if near else None
            faults.append(Fault(UNKNOWN_REF, place.part(*part.at), message, hint, ref))
    return faults
