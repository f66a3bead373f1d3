"""From the nodes of a dataset's file to the dataset."""

from __future__ import annotations

import re
from fractions import Fraction

from kpilib.language import dataset as model
from kpilib.project.yaml import fields
from kpilib.project.yaml.fields import Field
from kpilib.project.yaml.readers import formed, mappings, only, start
from kpilib.project.yaml.values import BAD_VALUE, MISSING_KEY, Bad, Reader, a_month, ref_text, words
from kpilib.project.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from kpilib.values.findings import Fault, Span
from kpilib.values.reasons import TEXT
from kpilib.values.templates import unknown_placeholders

#: columns that every report has
_TAKEN = ("ref", "title", "area", "owner", "accountable", "commentary")


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
    made = formed(model.Dataset, values)
    assert made is not None
    return made


def _change(reader: Reader, node: Node) -> model.ChangeRule:
    if not isinstance(node, Mapping):
        message = "`change` takes keys"
        reader.faults.append(Fault(BAD_VALUE, start(node), message, "write {threshold: 10}"))
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
    for item in mappings(reader, node, "column"):
        column = formed(model.Column, reader.read(item, fields.COLUMN, "column"))
        if column is None:
            continue
        if (column.formula is None) == (column.comparator is None):
            message = f"the column `{column.id}` has a formula or a comparator: one of the two"
            reader.faults.append(Fault(MISSING_KEY, column.span, message))
            continue
        place = column.places["id"].span
        if column.id in _TAKEN or re.fullmatch("[0-9]{4}-[0-9]{2}", column.id):
            message = f"`{column.id}` is the name of another column"
            reader.faults.append(Fault(BAD_VALUE, place, message, "give it another id"))
            continue
        if column.id in found:
            message = f"there is a column `{column.id}` already"
            reader.faults.append(Fault(BAD_VALUE, place, message, "give it another id"))
            continue
        _template(reader, column.places["heading"].span, column.heading)
        found[column.id] = column
    return tuple(found.values())


def _template(reader: Reader, span: Span, text: str) -> None:
    for pattern in re.findall(r"\{[a-z_]+:([^{}]*)\}", text):
        rest = re.sub("%[bByYm]", "", pattern)
        if "%" in rest:
            message = f"`{pattern}` holds a `%` that means nothing"
            reader.faults.append(Fault(BAD_VALUE, span, message, "there are %b %B %y %Y %m"))
    if text.count("{") != text.count("}"):
        message = f"`{text}` opens a placeholder and does not close it, or the other way round"
        reader.faults.append(Fault(BAD_VALUE, span, message, "such as {previous:%b %y}"))
    for name in unknown_placeholders(text):
        message = f"`{{{name}}}` is no placeholder"
        hint = "there are {period}, {previous}, {same_month_last_year}, {introduced}, {ended}"
        reader.faults.append(Fault(BAD_VALUE, span, message, hint))


def _rows(reader: Reader, node: Node) -> tuple[model.Row, ...]:
    if not isinstance(node, Sequence):
        reader.faults.append(
            Fault(BAD_VALUE, start(node), "`rows` takes refs, each beginning with `- `")
        )
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
        return formed(model.Row, reader.read(item, fields.ROW, "row"))
    try:
        if not isinstance(item, Scalar):
            raise Bad(start(item), "a row is a ref, or {ref: M1, columns: [sn]}")
        return model.Row(ref=ref_text(item), span=item.span, places={"ref": item.place})
    except Bad as bad:
        reader.faults.append(Fault(BAD_VALUE, bad.span, bad.message, bad.hint))
        return None


def _empty_cells(reader: Reader, node: Node) -> dict[str, str]:
    field = Field("empty_cells", "words", "", "{ended: Old measure}")
    known = tuple(dict.fromkeys((*TEXT.values(), "input missing", *fields.COLUMN_WORDS)))
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
    body = only(reader, root, "commentary")
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
    body = only(reader, root, "differences")
    nodes = mappings(reader, body, "difference") if body is not None else ()
    made = [
        formed(model.Difference, reader.read(node, fields.DIFFERENCE, "difference"))
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
