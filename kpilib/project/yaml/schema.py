"""JSON Schemas (draft-07) of the spec files, from the field table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kpilib.language.functions import FUNCTIONS
from kpilib.project.yaml import fields
from kpilib.project.yaml.choices import CHOICES
from kpilib.project.yaml.fields import Field
from kpilib.project.yaml.values import GITHUB
from kpilib.values.reasons import TEXT

Schema = dict[str, Any]
_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_PERIOD = r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4]|/[0-9]{2})?$"
# YAML tools read 2016 or no as something else than text; the strict reader does not
_TEXT: Schema = {"type": ["string", "number", "boolean"]}


_HEAD = {"ref": "$1", "title": "$2", "area": "$3", "owner": "$4"}
_SNIPPETS: Schema = {
    "defaultSnippets": [
        {
            "label": "a collected count",
            "description": "what happens in the month, or stands at its end",
            "body": [_HEAD | {"unit": "count", "measure": "${5|flow,stock|}"}],
        },
        {
            "label": "a collected amount of money",
            "description": "what happens in the month, stands at its end, or a mean",
            "body": [_HEAD | {"unit": "money", "measure": "${5|flow,stock,average|}"}],
        },
        {
            "label": "a percentage",
            "description": "worked out from its counts",
            "body": [_HEAD | {"formula": "percent([$5], [$6])"}],
        },
        {
            "label": "a rate",
            "description": "of a count, per 10,000",
            "body": [_HEAD | {"formula": "rate([$5])", "denominator": "$6"}],
        },
    ]
}


def schemas() -> dict[str, Schema]:
    """Give every schema by the name of its file."""
    register = {"type": "object", "propertyNames": {"pattern": "^[a-z0-9-]+$"}}
    files: dict[str, Schema] = {
        "indicators": _list(_object(fields.INDICATOR, "An indicator.")) | _SNIPPETS,
        "areas": _only("areas", register | {"additionalProperties": _TEXT}),
        "people": _only("people", register | {"additionalProperties": _object(fields.PERSON, "")}),
        "geographies": _only(
            "geographies",
            {"type": "object", "additionalProperties": _object(fields.GEOGRAPHY, "")},
        ),
        "denominators": _only("denominators", _list(_dated(fields.DENOMINATOR))),
        "comparators": _only("comparators", _list(_dated(fields.COMPARATOR))),
        "dataset": _object(fields.DATASET, "A published dataset."),
        "commentary": _only("commentary", {"type": "object", "additionalProperties": _TEXT}),
        "tests": _list(_case()),
        "layout": _object(fields.LAYOUT, "How a table that is imported is laid out."),
        "differences": _only("differences", _list(_object(fields.DIFFERENCE, ""))),
    }
    return {
        f"{name}.schema.json": {"$schema": "http://json-schema.org/draft-07/schema#"} | schema
        for name, schema in files.items()
    }


def _object(table: tuple[Field, ...], doc: str) -> Schema:
    return {
        "type": "object",
        "description": doc,
        "additionalProperties": False,
        "required": [field.name for field in table if field.required],
        "properties": {field.name: _field(field) for field in table},
    }


def _case() -> Schema:
    schema = _object(fields.CASE, "A test of figures.")
    schema["properties"]["expect"] |= _list(_object(fields.EXPECTATION, "What is expected."))
    return schema


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _only(name: str, body: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name],
        "properties": {name: body},
    }


def _dated(table: tuple[Field, ...]) -> Schema:
    denominator = table is fields.DENOMINATOR
    values = fields.DENOMINATOR_VALUE if denominator else fields.COMPARATOR_VALUE
    schema = _object(table, "")
    schema["properties"]["values"] |= _list(_object(values, "A dated value."))
    return schema


def _field(field: Field) -> Schema:
    schema: Schema = {"description": field.doc} | _KINDS[field.kind](field)
    if field.default is not None:
        schema["description"] += f" Default: {field.default}."
    if field.example and field.kind in ("text", "id", "ref", "formula", "month", "date", "period"):
        schema["examples"] = [field.example.strip('"')]
    return schema


def _text(field: Field) -> Schema:
    return dict(_TEXT)


def _formula(field: Field) -> Schema:
    names = ", ".join(function.signature for function in FUNCTIONS.values())
    return {"type": ["string", "number"], "description": f"{field.doc} Functions: {names}."}


def _choice(field: Field) -> Schema:
    words = [CHOICES[choice] for choice in field.choices]
    schema: Schema = {"enum": list(field.choices), "enumDescriptions": words}
    return schema | ({"default": field.default} if field.default in field.choices else {})


def _whole(field: Field) -> Schema:
    schema: Schema = {"type": "integer", "minimum": field.low, "maximum": field.high}
    default = field.default or ""
    return schema | ({"default": int(default)} if default.isdigit() else {})


def _pattern(pattern: str, words: str) -> Callable[[Field], Schema]:
    return lambda field: {
        "type": ["string", "integer"],
        "pattern": pattern,
        "patternErrorMessage": words,
    }


def _words(field: Field) -> Schema:
    known = list(dict.fromkeys((*TEXT.values(), "input missing", *fields.COLUMN_WORDS)))
    return {"type": "object", "propertyNames": {"enum": known}, "additionalProperties": _TEXT}


def _rows(field: Field) -> Schema:
    return _list({"anyOf": [dict(_TEXT), _object(fields.ROW, "A row with its own settings.")]})


_KINDS: dict[str, Callable[[Field], Schema]] = {
    "text": _text,
    "cell": _text,
    "ref": _text,
    "formula": _formula,
    "id": _pattern("^[a-z0-9-]+$", "An id: a-z, 0-9 and -, such as jane-white."),
    "choice": _choice,
    "number": lambda field: {"type": "number"},
    "whole": _whole,
    "month": _pattern(_MONTH, "A month, such as 2016-09."),
    "date": _pattern(_DATE, "A day, such as 2016-10-14."),
    "months": lambda field: _list({"type": "string", "pattern": _MONTH}),
    "period": _pattern(_PERIOD, "A month 2016-09, or a year 2016 or 2015/16."),
    "github": _pattern(f"^{GITHUB}$", "A name on GitHub, such as jane-white, without @."),
    "refs": lambda field: _list(dict(_TEXT)),
    "checks": lambda field: _list(_object(fields.CHECK, "A check.")),
    "reasons by code": lambda field: {
        "type": "object",
        "propertyNames": {"pattern": "^KPI[0-9]{3}$"},
        "additionalProperties": _TEXT,
    },
    "values": lambda field: {"type": "array"},
    "columns": lambda field: _list(_object(fields.COLUMN, "A column.")),
    "rows": _rows,
    "words": _words,
    "texts": lambda field: {"type": "object", "additionalProperties": _TEXT},
    "change": lambda field: _object(fields.CHANGE, field.doc),
}
