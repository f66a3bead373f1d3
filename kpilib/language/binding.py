"""Type check of a formula, and its binding to the row it stands in.

One walk does both: each part gets its type by the rules of `typing_rules` and the function table,
with its two parts where it is a ratio and the months of its breaks; and each call gets every
option filled in (defaults, the population, the breaks in its series), so that evaluation only has
to follow the tree.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kpilib.language.functions import FUNCTIONS
from kpilib.language.functions.function import ALL, MOST_MONTHS, Function, Setting, with_options
from kpilib.language.quotients import across, continued, guarded, unbroken
from kpilib.language.reach import effort
from kpilib.language.syntax import (
    Call,
    Expression,
    Number,
    Operation,
    Option,
    Ref,
    Value,
    walk,
)
from kpilib.language.tokens import SYNTAX, FormulaFault, Untold
from kpilib.language.types import Scope, Type, Typed
from kpilib.language.typing_rules import BAD_ARGUMENT, added, divided, multiplied, same_unit

#: how far back one formula may look, and at how many cells for one figure
MOST_LOOKBACK, MOST_CELLS = 600, 10_000

_MONTHS_OF_A_YEAR = 12

UNKNOWN_FUNCTION, NOT_IN_A_CHECK = "KPI302", "KPI307"


def bind(
    tree: Expression,
    type_of: Callable[[str], Type],
    scope: Scope,
    *,
    check: bool = False,
    value: Type | None = None,
) -> Typed:
    """Type a tree and fill in what its row decides.

    `type_of` gives the type of a ref; `value` is the type of the row itself, in a column; with
    `check` the tree has to be one comparison, and only the functions of checks may stand in it.
    Raises FormulaFault.
    """
    compares = isinstance(tree, Operation) and tree.compares
    if check and not compares:
        message = "a check holds exactly one comparison, such as `[A] <= [B]`"
        raise FormulaFault(SYNTAX, tree.at, message)
    if compares and not check:
        message = "a comparison belongs in `checks:`; a formula gives a figure"
        raise FormulaFault(SYNTAX, tree.at, message)
    bound = _Binder(type_of, scope, check, value).typed(tree)
    months, cells = effort(bound.tree)
    if months > MOST_LOOKBACK or cells > MOST_CELLS:
        message = (
            f"the formula looks back {months:,} months, at {cells:,} cells for one figure;"
            f" at most {MOST_LOOKBACK} months and {MOST_CELLS:,} cells are allowed"
        )
        raise FormulaFault(BAD_ARGUMENT, tree.at, message, "use fewer windows over windows")
    return bound


class _Binder:
    """The walk; one method a kind of node."""

    def __init__(
        self, type_of: Callable[[str], Type], scope: Scope, check: bool, value: Type | None
    ) -> None:
        self._type_of, self._scope, self._check, self._value = type_of, scope, check, value

    def typed(self, node: Expression) -> Typed:
        if isinstance(node, Number):
            return Typed(Type("number", bare=True), node)
        if isinstance(node, Ref):
            scope = self._scope
            kind = self._type_of(node.ref)
            return Typed(kind, node, scope.breaks(node.ref), scope.ratio(node.ref))
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Value):
            kind, scope = self._row_value(node), self._scope
            return Typed(kind, node, scope.value_breaks, scope.value_ratio)
        raise AssertionError(node)

    def _each(self, nodes: tuple[Expression, ...]) -> list[Typed]:
        """Type several parts; what is wrong with any of them is said of all at once."""
        typed, faults, untold = [], [], None
        for node in nodes:
            try:
                typed.append(self.typed(node))
            except FormulaFault as fault:
                faults += [fault, *fault.others]
            except Untold as unknown:
                untold = unknown
        if faults:
            faults[0].others = faults[1:]
            raise faults[0]
        if untold is not None:
            raise untold
        return typed

    def _row_value(self, node: Value) -> Type:
        if self._value is None:
            message = "`value` is the row itself and has a meaning in a dataset's column only"
            raise FormulaFault(BAD_ARGUMENT, node.at, message, "name the indicator: [M1]")
        return self._value

    def _operation(self, node: Operation) -> Typed:
        typed = self._each(node.operands)
        result = typed[0]
        if node.negates:
            kind = result.type._replace(earlier=False)
            ratio = result.ratio.moved(Fraction(-1)) if result.ratio else None
            tree = Operation(node.operators, (result.tree,), node.at)
            return Typed(kind, tree, result.breaks, ratio)
        for number, operator in enumerate(node.operators, 1):
            right, written = typed[number], (node.operands[0], node.operands[number])
            at = (written[0].at[0], written[1].at[1])
            if node.compares:
                same_unit((result.type, right.type), written, "the check compares")
                kind = result.type
            elif operator in "+-":
                kind = added(operator, result.type, right.type, at, written)
            else:
                rule = multiplied if operator == "*" else divided
                kind = rule(result.type, right.type, at)
            if kind.measure == "ratio" and result.ratio is None and number > 1:
                part = tuple(one.tree for one in typed[:number])
                part_at = (node.operands[0].at[0], node.operands[number - 1].at[1])
                result = result._replace(
                    tree=Operation(node.operators[: number - 1], part, part_at)
                )
            result = continued(result, operator, right, kind, at)
        made = Operation(node.operators, tuple(one.tree for one in typed), node.at)
        return result._replace(tree=made if node.compares else unbroken(made, self._scope))

    def _call(self, node: Call) -> Typed:
        function = FUNCTIONS.get(node.name)
        if function is None:
            fault = _unknown(node)
            try:
                self._each(node.arguments)
            except FormulaFault as inner:
                fault.others += [inner, *inner.others]
            except Untold:
                pass
            raise fault
        if self._check and not function.in_checks:
            allowed = ", ".join(f"{f.name}()" for f in FUNCTIONS.values() if f.in_checks)
            message = f"{node.name}() has no place in a check"
            raise FormulaFault(NOT_IN_A_CHECK, node.at, message, f"a check may use {allowed}")
        call = settled(node, function)
        typed = self._each(call.arguments)
        bare = Call(call.name, tuple(one.tree for one in typed), call.at, call.options)
        if function.parameters == ("x",) and not any(
            isinstance(part, Ref | Value) for part in walk(call.arguments[0])
        ):
            message = f"{call.name}() needs a [ref] in it; a number alone has no months"
            raise FormulaFault(BAD_ARGUMENT, call.arguments[0].at, message)
        bound = function.bind(bare, tuple(typed), self._scope)
        if function.parameters[-1].endswith("..."):
            assert isinstance(bound.tree, Call)
            bound = bound._replace(tree=with_options(bound.tree, count=len(typed)))
        if function.opposes and not self._check:
            broken = across(self._scope, *bare.arguments)
            bound = bound._replace(tree=guarded(bound.tree, broken))
        breaks = {
            month + ago for one in typed for month in one.breaks for ago in function.compares(call)
        }
        return bound._replace(breaks=frozenset(breaks))


def _unknown(node: Call) -> FormulaFault:
    import difflib

    near = difflib.get_close_matches(node.name.lower(), FUNCTIONS, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}()?" if near else f"there are {', '.join(FUNCTIONS)}"
    at = (node.at[0], node.at[0] + len(node.name))
    return FormulaFault(UNKNOWN_FUNCTION, at, f"there is no function `{node.name}`", hint)


def settled(node: Call, function: Function) -> Call:
    """Sort the arguments into formulas and settings, and fill in the defaults."""
    many = function.parameters[-1].endswith("...")
    room = len(node.arguments) if many else len(function.parameters)
    arguments, settings = node.arguments[:room], node.arguments[room:]
    if len(arguments) < len(function.parameters) or len(settings) > len(function.settings):
        message = f"{function.name}() is written {function.signature}"
        raise FormulaFault(BAD_ARGUMENT, node.at, message)
    given: dict[str, Option] = {}
    for setting, argument in zip(function.settings, settings, strict=False):
        if not isinstance(argument, Number):
            message = f"`{setting.name}` of {function.name}() is a whole number"
            raise FormulaFault(BAD_ARGUMENT, argument.at, message)
        given[setting.name] = argument.value
    for name, value in node.options:
        if name not in {s.name for s in function.settings} or name in given:
            message = f"{function.name}() has no `{name}` to set, or it is set twice"
            raise FormulaFault(
                BAD_ARGUMENT, node.at, message, f"it is written {function.signature}"
            )
        given[name] = value
    chosen = {s.name: _setting(s, given.get(s.name, s.default), node) for s in function.settings}
    months = int(chosen.get("months", _MONTHS_OF_A_YEAR))
    if chosen.get("at_least") == ALL and "months" in chosen:
        chosen["at_least"] = months
    if int(chosen.get("at_least", 0)) > months:
        message = "`at_least` asks for more values than there are months"
        raise FormulaFault(BAD_ARGUMENT, node.at, message)
    return Call(node.name, arguments, node.at, tuple(chosen.items()))


def _setting(setting: Setting, value: Option, node: Call) -> int | bool:
    if setting.kind == "true or false":
        if isinstance(value, bool):
            return value
        message = f"`{setting.name}` is true or false"
        raise FormulaFault(BAD_ARGUMENT, node.at, message)
    if value == "all" and setting.name == "at_least":
        return ALL
    if (
        isinstance(value, bool)
        or not isinstance(value, Fraction | int)
        or Fraction(value).denominator != 1
        or not 1 <= value <= MOST_MONTHS
    ):
        message = f"`{setting.name}` is a whole number from 1 to {MOST_MONTHS}"
        if setting.name == "at_least":
            message += ", or all"
        raise FormulaFault(BAD_ARGUMENT, node.at, message)
    return int(value)
