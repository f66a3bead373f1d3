"""Parse a formula into its tree.

formula    = sum [ ("<" | "<=" | ">" | ">=" | "=" | "<>") sum ]
sum        = product { ("+" | "-") product }
product    = factor { ("*" | "/") factor }
factor     = "-" factor | primary
primary    = number | "[" ref "]" | "value" | "(" formula ")" | call
call       = word "(" [ argument { "," argument } ] ")"
argument   = word "=" ("true" | "false" | number) | sum
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kpilib.language.syntax import (
    COMPARISONS,
    Call,
    Expression,
    Number,
    Operation,
    Option,
    Ref,
    Stretch,
    Value,
)
from kpilib.language.tokens import SYNTAX, FormulaFault, Token, tokens

#: the largest tree, in nodes, and the deepest nesting
MOST_NODES, MOST_NESTING = 2_000, 100


def parse(text: str) -> Expression:
    """Read a formula or a check.

    Raises FormulaFault, with the place in `text`, where it is not one.

    >>> parse("percent([M2], [M1])")
    Call(name='percent', arguments=(Ref(ref='M2'), Ref(ref='M1')), options=())
    """
    parser = _Parser(text)
    if parser.at("="):
        hint = "leave the = out: a formula here is no cell of a spreadsheet"
        raise FormulaFault(SYNTAX, parser.now.at, "the formula begins with `=`", hint)
    if parser.now.kind == "end":
        raise FormulaFault(SYNTAX, (0, len(text)), "the formula is empty")
    tree = parser.comparison()
    if parser.now.kind != "end":
        raise parser.surprise("an operator or the end of the formula")
    return tree


class _Parser:
    """A cursor over the tokens; one method a line of the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._place = 0
        self._nodes = 0
        self._depth = 0

    @property
    def now(self) -> Token:
        return self._tokens[self._place]

    def take(self) -> Token:
        token = self.now
        self._place += token.kind != "end"
        return token

    def at(self, *texts: str) -> bool:
        return self.now.kind == "operator" and self.now.text in texts

    def expect(self, text: str, wanted: str) -> Token:
        if not self.at(text):
            raise self.surprise(wanted)
        return self.take()

    def surprise(self, wanted: str) -> FormulaFault:
        if self.now.kind == "end":
            end = self.now.at[0]
            message = f"the formula stops where {wanted} is expected"
            hint = "add what is missing; a formula that holds ` #` needs quotes around it"
            return FormulaFault(SYNTAX, (max(end - 1, 0), end), message, hint)
        message = f"`{self.now.text}` stands where {wanted} is expected"
        advice: str | None = None
        if self.now.kind == "word" and wanted.startswith("an operator"):
            advice = "refs stand in square brackets: [M1]; there is no `and`, no `or`, no text"
        return FormulaFault(SYNTAX, self.now.at, message, advice)

    def grown(self, node: Expression) -> Expression:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            message = f"the formula has more than {MOST_NODES:,} parts"
            raise FormulaFault(SYNTAX, node.at, message, "split it into several indicators")
        return node

    def deeper(self) -> None:
        self._depth += 1
        if self._depth > MOST_NESTING:
            message = f"the formula is nested more than {MOST_NESTING} deep"
            raise FormulaFault(SYNTAX, self.now.at, message, "split it into several indicators")

    def comparison(self) -> Expression:
        left = self.sum()
        if not self.at(*COMPARISONS):
            return left
        operator = self.take().text
        right = self.sum()
        if self.at(*COMPARISONS):
            raise FormulaFault(
                SYNTAX, self.now.at, "a check holds exactly one comparison", "write two checks"
            )
        at = (left.at[0], right.at[1])
        return self.grown(Operation((operator,), (left, right), at))

    def sum(self) -> Expression:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Expression:
        return self._chain(self._factor, "*", "/")

    def _chain(self, below: Callable[[], Expression], *signs: str) -> Expression:
        operands, operators = [below()], []
        while self.at(*signs):
            operators.append(self.take().text)
            operands.append(below())
            self._nodes += 1
        if not operators:
            return operands[0]
        at = (operands[0].at[0], operands[-1].at[1])
        return self.grown(Operation(tuple(operators), tuple(operands), at))

    def _factor(self) -> Expression:
        if not self.at("-"):
            return self._primary()
        minus = self.take()
        self.deeper()
        operand = self._factor()
        self._depth -= 1
        return self.grown(Operation(("-",), (operand,), (minus.at[0], operand.at[1])))

    def _primary(self) -> Expression:
        token = self.now
        if token.kind == "number":
            self.take()
            return self.grown(Number(Fraction(token.text), token.at))
        if token.kind == "ref":
            self.take()
            return self.grown(Ref(token.text[1:-1], token.at))
        if token.kind == "word":
            return self._word()
        if not self.at("("):
            raise self.surprise("a number, a [ref], a function or `(`")
        self.take()
        self.deeper()
        inner = self.sum()
        self._depth -= 1
        self.expect(")", "`)`")
        return inner

    def _word(self) -> Expression:
        word = self.take()
        if not self.at("("):
            if word.text == "value":
                return self.grown(Value(word.at))
            message = f"`{word.text}` stands alone: it is no function call and no ref"
            hint = f"write [{word.text}] for an indicator"
            raise FormulaFault(SYNTAX, word.at, message, hint)
        self.take()
        self.deeper()
        arguments: list[Expression] = []
        options: list[tuple[str, Option]] = []
        while not self.at(")"):
            if arguments or options:
                self.expect(",", "`,` or `)`")
            self._argument(arguments, options)
        self._depth -= 1
        at = (word.at[0], self.take().at[1])
        return self.grown(Call(word.text, tuple(arguments), at, tuple(options)))

    def _argument(self, arguments: list[Expression], options: list[tuple[str, Option]]) -> None:
        following = self._tokens[min(self._place + 1, len(self._tokens) - 1)]
        if self.now.kind == "word" and following.text == "=":
            name = self.take()
            self.take()
            if any(name.text == known for known, _ in options):
                raise FormulaFault(SYNTAX, name.at, f"`{name.text}` is given twice")
            options.append((name.text, self._setting(name.at)))
        elif options:
            raise FormulaFault(
                SYNTAX, self.now.at, "an argument without a name stands after a named one"
            )
        else:
            arguments.append(self.sum())

    def _setting(self, at: Stretch) -> Option:
        token = self.take()
        if token.kind == "number":
            return Fraction(token.text)
        if token.kind == "word" and token.text in ("true", "false"):
            return token.text == "true"
        if token.kind == "word" and token.text == "all":
            return "all"
        end = max(token.at[1], at[1])
        raise FormulaFault(
            SYNTAX, (at[0], end), "a named argument takes a number, true, false or all"
        )
