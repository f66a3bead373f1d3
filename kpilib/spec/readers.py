"""From the nodes of each kind of spec file to the declared things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeVar

from kpilib.findings import Fault, Span
from kpilib.spec import fields, model
from kpilib.spec.fields import Field
from kpilib.spec.templates import unknown_placeholders
from kpilib.spec.values import BAD_VALUE, MISSING_KEY, Bad, Reader, Values, a_month, ref_text, words
from kpilib.spec.yaml_nodes import Mapping, Node, Scalar, Sequence
from kpilib.series.reasons import TEXT

T = TypeVar("T")


def _made(make: Callable[..., T], values: Values, /, **more: Any) -> T | None:
    """Make the thing, unless something it cannot do without is lacking."""
    if values.lacking:
        return None
    return make(**(values.given | {"span": values.span, "places": values.places} | more))


def _mappings(reader: Reader, node: Node, what: str) -> Iterator[Mapping]:
    """Give the mappings of a list, with a fault for every other item."""
    if not isinstance(node, Sequence):
        reader.faults.append(Fault(BAD_VALUE, _start(node), f"a list of {what}s is expected"))
        return
    for item in node.items:
        if isinstance(item, Mapping):
            yield item
        else:
            message = f"a {what} with its keys is expected"
            reader.faults.append(Fault(BAD_VALUE, _start(item), message))


def _start(node: Node) -> Span:
    span = node.span
    return span._replace(end_line=span.line, end_column=span.column + 1)


def indicators(reader: Reader, root: Node) -> list[model.Indicator]:
    """Read a list of indicators; one without ref, title, area or owner is still read."""
    found = []
    for node in _mappings(reader, root, "indicator"):
        values = reader.read(node, fields.INDICATOR, "indicator")
        checks = values.given.pop("checks", None)
        if "ref" in values.lacking:
            continue
        for name in values.lacking:
            values.given[name] = ""
        values.lacking.clear()
        made = _made(model.Indicator, values, checks=_checks(reader, checks, values))
        assert made is not None
        found.append(made)
    return found


def _checks(reader: Reader, node: Node | None, values: Values) -> tuple[model.Check, ...]:
    if node is None:
        return ()
    found = []
    for item in _mappings(reader, node, "check"):
        check = _made(model.Check, reader.read(item, fields.CHECK, "check"))
        if check:
            found.append(check)
    return tuple(found)


def areas(reader: Reader, root: Mapping) -> list[model.Area]:
    """Read the mapping of ids to names."""
    field = Field("name", "text", "", "MASH")
    found = []
    for key, value in _register(reader, root, "areas"):
        try:
            name = reader.value(field, value, None)
        except Bad as bad:
            reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
            name = key.text
        found.append(model.Area(id=key.text, name=name, span=key.span))
    return found


def people(reader: Reader, root: Mapping) -> list[model.Person]:
    """Read the mapping of ids to people."""
    found = []
    for key, value in _register(reader, root, "people"):
        given: dict[str, Any] = {"name": key.text}
        places = {}
        if isinstance(value, Mapping):
            values = reader.read(value, fields.PERSON, "person")
            given |= values.given
            places = values.places
        else:
            message = "a person is written {name: Jane White}"
            reader.faults.append(Fault(BAD_VALUE, _start(value), message))
        found.append(model.Person(id=key.text, span=key.span, places=places, **given))
    return found


def _register(reader: Reader, root: Mapping, name: str) -> Iterator[tuple[Scalar, Node]]:
    body = _only(reader, root, name)
    if body is None:
        return
    if not isinstance(body, Mapping):
        message = f"`{name}:` takes ids, each with its value"
        reader.faults.append(Fault(BAD_VALUE, _start(body), message))
        return
    field = Field("id", "id", "", "")
    for key, value in body:
        try:
            reader.value(field, key, None)
        except Bad as bad:
            reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
        yield key, value


def _only(reader: Reader, root: Mapping, name: str) -> Node | None:
    """Give the value of the one key a file has."""
    table = (Field(name, "values", "", "", True),)
    values = reader.read(root, table, "file of this name")
    node: Node | None = values.given.get(name)
    return node


def denominators(reader: Reader, root: Mapping) -> list[model.Denominator]:
    """Read the dated populations."""
    return _dated(
        reader, root, ("denominators", fields.DENOMINATOR, fields.DENOMINATOR_VALUE),
        model.Denominator, model.DenominatorValue,
    )  # fmt: skip


def comparators(reader: Reader, root: Mapping) -> list[model.Comparator]:
    """Read the comparators and their dated figures."""
    return _dated(
        reader, root, ("comparators", fields.COMPARATOR, fields.COMPARATOR_VALUE),
        model.Comparator, model.ComparatorValue,
    )  # fmt: skip


def _dated(
    reader: Reader,
    root: Mapping,
    tables: tuple[str, tuple[Field, ...], tuple[Field, ...]],
    make: Callable[..., T],
    make_value: Callable[..., Any],
) -> list[T]:
    name, table, value_table = tables
    what = name[:-1]
    body = _only(reader, root, name)
    found = []
    for node in _mappings(reader, body, what) if body is not None else ():
        values = reader.read(node, table, what)
        dated = values.given.pop("values", None)
        items = []
        for item in _mappings(reader, dated, "value") if dated is not None else ():
            items.append(_made(make_value, reader.read(item, value_table, f"value of a {what}")))
        if "id" not in values.lacking:
            values.given.setdefault("title", values.given["id"])
            values.lacking.clear()
            made = _made(make, values, values=tuple(item for item in items if item))
            assert made is not None
            found.append(made)
    return found


def dataset(reader: Reader, root: Mapping, folder: str) -> model.Dataset:
    """Read a dataset; what does not fit takes its default, so that there is always one."""
    values = reader.read(root, fields.DATASET, "dataset")
    given = values.given
    name = given.get("dataset", folder)
    if name != folder:
        span = values.places["dataset"].span
        message = f"`dataset` is `{name}` and its folder `{folder}`; they are the same"
        reader.faults.append(Fault(BAD_VALUE, span, message, f"write `dataset: {folder}`"))
    given |= {"dataset": folder, "title": given.get("title", folder)}
    if "change" in given:
        given["change"] = _change(reader, given["change"])
    if "columns" in given:
        given["columns"] = _columns(reader, given["columns"])
    if "rows" in given:
        given["rows"] = _rows(reader, given["rows"])
    if "empty_cells" in given:
        given["empty_cells"] = _empty_cells(reader, given["empty_cells"])
    values.lacking.clear()
    made = _made(model.Dataset, values)
    assert made is not None
    return made


def _change(reader: Reader, node: Node) -> model.ChangeRule:
    if not isinstance(node, Mapping):
        message = "`change` takes keys"
        reader.faults.append(Fault(BAD_VALUE, _start(node), message, "write {threshold: 10}"))
        return model.ChangeRule()
    values = reader.read(node, fields.CHANGE, "change rule")
    if values.given.get("threshold", Fraction(1)) <= 0:
        span = values.places["threshold"].span
        message = "`threshold` has to be more than 0: no change is both up and down"
        reader.faults.append(Fault(BAD_VALUE, span, message))
        del values.given["threshold"]
    return model.ChangeRule(**values.given)


def _columns(reader: Reader, node: Node) -> tuple[model.Column, ...]:
    found: dict[str, model.Column] = {}
    for item in _mappings(reader, node, "column"):
        column = _made(model.Column, reader.read(item, fields.COLUMN, "column"))
        if column is None:
            continue
        if (column.formula is None) == (column.comparator is None):
            message = f"the column `{column.id}` has a formula or a comparator: one of the two"
            reader.faults.append(Fault(MISSING_KEY, column.span, message))
            continue
        place = column.places["id"].span
        if column.id in found:
            message = f"there is a column `{column.id}` already"
            reader.faults.append(Fault(BAD_VALUE, place, message, "give it another id"))
            continue
        _template(reader, column.places["heading"].span, column.heading)
        found[column.id] = column
    return tuple(found.values())


def _template(reader: Reader, span: Span, text: str) -> None:
    for name in unknown_placeholders(text):
        message = f"`{{{name}}}` is no placeholder"
        hint = "there are {period}, {previous}, {same_month_last_year}, {introduced}, {ended}"
        reader.faults.append(Fault(BAD_VALUE, span, message, hint))


def _rows(reader: Reader, node: Node) -> tuple[model.Row, ...]:
    if not isinstance(node, Sequence):
        reader.faults.append(Fault(BAD_VALUE, _start(node), "`rows` takes a list of refs"))
        return ()
    found: dict[str, model.Row] = {}
    for item in node.items:
        row = _row(reader, item)
        if row is None:
            continue
        if row.ref in found:
            message = f"`{row.ref}` is a row already"
            reader.faults.append(Fault(BAD_VALUE, row.span, message, "keep one of the two"))
            continue
        found[row.ref] = row
    return tuple(found.values())


def _row(reader: Reader, item: Node) -> model.Row | None:
    if isinstance(item, Mapping):
        return _made(model.Row, reader.read(item, fields.ROW, "row"))
    try:
        if not isinstance(item, Scalar):
            raise Bad(_start(item), "a row is a ref, or {ref: M1, columns: [sn]}")
        return model.Row(ref=ref_text(item), span=item.span, places={"ref": item.place})
    except Bad as bad:
        reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
        return None


def _empty_cells(reader: Reader, node: Node) -> dict[str, str]:
    field = Field("empty_cells", "words", "", "{ended: Old measure}")
    known = (*TEXT.values(), "input missing", *fields.COLUMN_WORDS)
    try:
        given = words(reader, field, node)
    except Bad as bad:
        reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
        return {}
    for key, (at, text) in given.items():
        if key not in known:
            message = f"`{key}` is no reason for an empty cell"
            hint = f"there are {', '.join(known)}"
            reader.faults.append(Fault(BAD_VALUE, at.span, message, hint))
        _template(reader, text.span, text.text)
    return {key: text.text for key, (_, text) in given.items()}


def remarks(reader: Reader, root: Mapping, period: int) -> list[model.Remark]:
    """Read the commentary of one month."""
    body = _only(reader, root, "commentary")
    if body is None:
        return []
    try:
        given = words(reader, Field("commentary", "words", "", 'M1: "..."'), body)
    except Bad as bad:
        reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
        return []
    return [
        model.Remark(period=period, ref=ref, text=text.text, span=at.span)
        for ref, (at, text) in given.items()
    ]


def differences(reader: Reader, root: Mapping) -> list[model.Difference]:
    """Read the differences that are known and explained."""
    body = _only(reader, root, "differences")
    nodes = _mappings(reader, body, "difference") if body is not None else ()
    made = [
        _made(model.Difference, reader.read(node, fields.DIFFERENCE, "difference"))
        for node in nodes
    ]
    return [difference for difference in made if difference]


def commentary_period(reader: Reader, file: str, stem: str) -> int | None:
    """Give the month that names a commentary file."""
    try:
        return a_month(Scalar(stem, Span(file), True, None), "the file's name")
    except Bad as bad:
        reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, "name it 2016-09.yaml"))
        return None
