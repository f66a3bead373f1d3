"""Read the keys of one mapping by the field table: values out, faults for what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kpilib.project.yaml.fields import Field
from kpilib.project.yaml.yaml_nodes import Mapping as MappingNode
from kpilib.project.yaml.yaml_nodes import Node, Scalar
from kpilib.project.yaml.yaml_nodes import Sequence as SequenceNode
from kpilib.values.findings import Fault, Span, TextPlace

if TYPE_CHECKING:
    from fractions import Fraction

    from kpilib.values.period import Period

UNKNOWN_KEY, MISSING_KEY, BAD_VALUE = "KPI104", "KPI105", "KPI106"
NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"
ID = r"[a-z0-9-]+"
#: a person or an organisation, or an organisation's team; source: GitHub's rules for names
GITHUB = r"[A-Za-z0-9](?:-?[A-Za-z0-9_]){0,79}(?:/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99})?"
MOST_DIGITS = 30
#: so many unknown keys are compared with the known ones
_SUGGESTIONS = 500
_EMPTY = ("", "~", "null", "Null", "NULL")


class Bad(Exception):
    """A value that does not fit, where it stands and the remedy."""

    def __init__(self, span: Span, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.span, self.message, self.hint = span, message, hint


class Values:
    """What one mapping gave: the values of its keys, and their places."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.given: dict[str, Any] = {}
        self.places: dict[str, TextPlace] = {}
        #: required keys that are absent or do not fit
        self.lacking: list[str] = []


class Reader:
    """Reads mappings by their tables and collects what is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self._suggested = 0

    def read(self, node: MappingNode, table: tuple[Field, ...], what: str) -> Values:
        """Read a mapping; keys that do not fit are left out, each with its fault."""
        known = {field.name: field for field in table}
        ref = _ref_of(node)
        span = (
            ref.span
            if ref is not None
            else node.span._replace(end_line=node.span.line, end_column=node.span.column + 1)
        )
        label = ref.text if ref is not None else None
        values = Values(span)
        for key, value in node:
            field = known.get(key.text)
            if field is None:
                self._unknown(key, known, what, label)
                continue
            values.places[field.name] = place_of(value)
            try:
                values.given[field.attribute or field.name] = self.value(field, value, label)
            except Bad as bad:
                self.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint, label))
                if field.required:
                    values.lacking.append(field.name)
        for field in table:
            if field.required and field.name not in values.places:
                values.lacking.append(field.name)
                message = f"`{field.name}:` is missing: every {what} has one"
                hint = f"add `{field.name}: {field.example}`" if field.example else None
                self.faults.append(Fault(MISSING_KEY, span, message, hint, label))
        return values

    def value(self, field: Field, node: Node, label: str | None) -> Any:
        """Read one value by its kind; raises Bad."""
        return _KINDS[field.kind](self, field, node, label)

    def _unknown(
        self, key: Scalar, known: Mapping[str, Field], what: str, label: str | None
    ) -> None:
        import difflib

        self._suggested += 1
        near = []
        if self._suggested <= _SUGGESTIONS and len(key.text) < 60:
            near = difflib.get_close_matches(key.text.lower(), known, n=1, cutoff=0.6)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
        article = "an" if what[0] in "aeiou" else "a"
        message = f"`{key.text}` is no key of {article} {what}"
        self.faults.append(Fault(UNKNOWN_KEY, key.span, message, hint, label))


def _ref_of(node: MappingNode) -> Scalar | None:
    ref = node.get("ref")
    return ref if isinstance(ref, Scalar) and ref.text else None


def place_of(node: Node) -> TextPlace:
    """Give the place of a value."""
    return node.place if isinstance(node, Scalar) else TextPlace(node.span)


def scalar(field: Field, node: Node) -> Scalar:
    """Give a piece of text that is not empty; raises Bad."""
    if not isinstance(node, Scalar):
        if field.kind == "formula":
            message = "a formula that begins with `[` is read as something else"
            raise Bad(node.span, message, 'put quotes around it: "[A] + [B]"')
        message = f"`{field.name}` takes one value, not several"
        raise Bad(node.span, message, f"write `{field.name}: {field.example}`")
    if node.text.strip() == "" or (node.plain and node.text in _EMPTY):
        raise Bad(node.span, f"`{field.name}` has no value", "give one, or leave the key out")
    return node


def _text(reader: Reader, field: Field, node: Node, label: str | None) -> str:
    return scalar(field, node).text


def _cell(reader: Reader, field: Field, node: Node, label: str | None) -> str:
    """Give a cell's text; quotes with nothing between them are a blank cell."""
    if isinstance(node, Scalar) and not node.plain and not node.text:
        return ""
    return scalar(field, node).text


def _id(reader: Reader, field: Field, node: Node, label: str | None) -> str:
    found = scalar(field, node)
    if not re.fullmatch(ID, found.text):
        message = f"`{field.name}` is `{found.text}`; an id is expected: a-z, 0-9 and -"
        slug = re.sub("[^a-z0-9]+", "-", found.text.lower()).strip("-")
        raise Bad(found.span, message, f"did you mean `{slug}`?" if slug else None)
    return found.text


def _github(reader: Reader, field: Field, node: Node, label: str | None) -> str:
    found = scalar(field, node)
    if not re.fullmatch(GITHUB, found.text):
        message = f"`{field.name}` is `{found.text}`; a name on GitHub is expected"
        hint = "letters, digits and hyphens, no @: jane-white, or a team: a-council/performance"
        raise Bad(found.span, message, hint)
    return found.text


def ref_text(node: Scalar) -> str:
    """Give a ref; raises Bad where it holds brackets, stray spaces or line ends."""
    if set("[]") & set(node.text):
        raise Bad(node.span, f"the ref `{node.text}` holds a bracket [ or ]", "leave them out")
    if node.text != node.text.strip():
        raise Bad(node.span, f"the ref `{node.text.strip()}` begins or ends with a space")
    if not node.text.isprintable():
        from kpilib.values.safe import one_line

        message = f"the ref `{one_line(node.text)}` holds a tab, a line end or what nobody can see"
        raise Bad(node.span, message, "leave it out")
    return node.text


def _ref(reader: Reader, field: Field, node: Node, label: str | None) -> str:
    return ref_text(scalar(field, node))


def _choice(reader: Reader, field: Field, node: Node, label: str | None) -> str:
    found = scalar(field, node)
    if found.text not in field.choices:
        import difflib

        near = difflib.get_close_matches(found.text.lower(), field.choices, n=1, cutoff=0.6)
        wanted = ", ".join(field.choices)
        message = f"`{field.name}` is `{found.text}`; it may be {wanted}"
        raise Bad(found.span, message, f"did you mean `{near[0]}`?" if near else None)
    return found.text


def number(node: Scalar, name: str) -> Fraction:
    """Give a number written plainly; raises Bad."""
    if not node.plain or not re.fullmatch(NUMBER, node.text):
        shown = f"`{node.text}`" if node.plain else f"`{node.text}` in quotes"
        message = f"`{name}` is {shown}; a plain number is expected, such as 12 or 0.5"
        hint = "no quotes, no leading zero, no thousands separator, no exponent"
        raise Bad(node.span, message, hint)
    if len(node.text) > MOST_DIGITS:
        raise Bad(node.span, f"`{name}` has more than {MOST_DIGITS} digits", "round it")
    from fractions import Fraction

    return Fraction(node.text)


def _number(reader: Reader, field: Field, node: Node, label: str | None) -> Fraction:
    return number(scalar(field, node), field.name)


def _whole(reader: Reader, field: Field, node: Node, label: str | None) -> int:
    found = scalar(field, node)
    value = number(found, field.name)
    low, high = field.low or 0, field.high or 10**9
    if value.denominator != 1 or not low <= value <= high:
        message = (
            f"`{field.name}` is `{found.text}`; a whole number from {low} to {high} is expected"
        )
        raise Bad(found.span, message)
    return int(value)


def a_month(found: Scalar, name: str) -> int:
    """Give the ordinal of a month; raises Bad."""
    from kpilib.values.period import Period, month, month_in_words

    try:
        return month(found.text)
    except ValueError:
        message = f"`{name}` is `{found.text}`; a month is expected, such as 2016-09"
        meant = month_in_words(found.text)
        hint = f"did you mean `{Period.month(meant)}`?" if meant is not None else None
        raise Bad(found.span, message, hint) from None


def _month(reader: Reader, field: Field, node: Node, label: str | None) -> int:
    return a_month(scalar(field, node), field.name)


def _date(reader: Reader, field: Field, node: Node, label: str | None) -> str:
    from kpilib.values.period import is_date

    found = scalar(field, node)
    if not is_date(found.text):
        message = f"`{field.name}` is `{found.text}`; a day is expected, such as 2016-10-14"
        raise Bad(found.span, message)
    return found.text


def _period(reader: Reader, field: Field, node: Node, label: str | None) -> Period:
    from kpilib.values.period import Period

    found = scalar(field, node)
    try:
        return Period.parse(found.text)
    except ValueError:
        message = f"`{field.name}` is `{found.text}`; a month 2016-09 or a year 2015/16 is expected"
        raise Bad(found.span, message) from None


def items(field: Field, node: Node) -> list[Node]:
    """Give the items of a list; raises Bad where it is none."""
    if not isinstance(node, SequenceNode):
        message = f"`{field.name}` takes several values"
        raise Bad(node.span, message, f"write `{field.name}: {field.example or '- ...'}`")
    return node.items


def _months(reader: Reader, field: Field, node: Node, label: str | None) -> tuple[int, ...]:
    return tuple(a_month(scalar(field, item), field.name) for item in items(field, node))


def _refs(reader: Reader, field: Field, node: Node, label: str | None) -> tuple[str, ...]:
    return tuple(ref_text(scalar(field, item)) for item in items(field, node))


def words(reader: Reader, field: Field, node: Node) -> dict[str, tuple[Scalar, Scalar]]:
    """Give a mapping of texts, without those that do not fit; raises Bad where it is none."""
    if not isinstance(node, MappingNode):
        raise Bad(node.span, f"`{field.name}` takes keys with texts", f"such as {field.example}")
    found = {}
    for key, value in node:
        try:
            found[key.text] = (key, scalar(field, value))
        except Bad as bad:
            reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
    return found


def _reasons(reader: Reader, field: Field, node: Node, label: str | None) -> dict[str, str]:
    return {key: text.text for key, (_, text) in words(reader, field, node).items()}


def _nodes(reader: Reader, field: Field, node: Node, label: str | None) -> Node:
    """Leave a nested thing to its own reader."""
    return node


_KINDS: dict[str, Callable[[Reader, Field, Node, str | None], Any]] = {
    "text": _text,
    "cell": _cell,
    "id": _id,
    "github": _github,
    "ref": _ref,
    "refs": _refs,
    "choice": _choice,
    "number": _number,
    "whole": _whole,
    "month": _month,
    "date": _date,
    "months": _months,
    "period": _period,
    "formula": _text,
    "reasons by code": _reasons,
    "texts": _reasons,
    **dict.fromkeys(("checks", "values", "columns", "rows", "words", "change"), _nodes),
}
