"""Write the reference pages that come from the code: fields, functions, rules, messages.

Run it after a change to the field table, the function table, a rule or an import's messages:

    python docs/generate.py
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from kpilib.figures.arrays.functions import FORMS
from kpilib.language.functions import FUNCTIONS
from kpilib.project.rules import RULES
from kpilib.project.yaml import fields
from kpilib.project.yaml.fields import Field

HERE = Path(__file__).parent / "reference"
NOTE = "<!-- written by docs/generate.py: do not edit -->\n"
TABLES: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    ("An indicator", "`indicators/*.yaml`, a list at top level", fields.INDICATOR),
    ("A check", "an entry of `checks`", fields.CHECK),
    ("A test", "`indicators/tests/*.yaml`, a list at top level", fields.CASE),
    ("An expectation", "an entry of `expect` of a test", fields.EXPECTATION),
    ("A person", "`specs/people.yaml`: `people: {id: {...}}`", fields.PERSON),
    ("A geography", "`specs/geographies.yaml`: `geographies: {place: {...}}`", fields.GEOGRAPHY),
    ("A denominator", "`specs/denominators.yaml`: `denominators: [...]`", fields.DENOMINATOR),
    ("A value of a denominator", "an entry of its `values`", fields.DENOMINATOR_VALUE),
    ("A comparator", "`specs/comparators.yaml`: `comparators: [...]`", fields.COMPARATOR),
    ("A value of a comparator", "an entry of its `values`", fields.COMPARATOR_VALUE),
    ("A dataset", "`specs/<dataset>/dataset.yaml`", fields.DATASET),
    ("The change rule", "`change` of a dataset", fields.CHANGE),
    ("A column", "an entry of `columns` of a dataset", fields.COLUMN),
    ("A row", "an entry of `rows` of a dataset: a ref, or these keys", fields.ROW),
    ("A layout", "`specs/<dataset>/layouts/<layout>.yaml`", fields.LAYOUT),
    ("A difference", "`specs/<dataset>/differences.yaml`: `differences: [...]`", fields.DIFFERENCE),
)


def cell(text: str) -> str:
    """Give text for a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def field_page() -> str:
    """Give the page of every key of every file."""
    lines = [NOTE, "# Keys of the spec files", ""]
    lines += ["Areas are a plain mapping, `areas: {mash: MASH}`, of an id to a name.", ""]
    for title, where, table in TABLES:
        lines += [f"## {title}", "", f"In {where}.", ""]
        lines += ["| key | what it says | may be | required | example |", "|---|---|---|---|---|"]
        for field in table:
            required = (
                "yes" if field.required else f"no; {field.default}" if field.default else "no"
            )
            kind = ", ".join(f"`{choice}`" for choice in field.choices) or kind_words(field)
            example = f"`{field.example}`" if field.example else ""
            row = [f"`{field.name}`", field.doc, kind, required, example]
            lines.append("| " + " | ".join(map(cell, row)) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def kind_words(field: Field) -> str:
    """Say in words what may stand in a field."""
    words = {
        "text": "text", "cell": 'text, or "" for a blank cell',
        "id": "an id: `a-z 0-9 -`", "ref": "a ref", "refs": "refs in brackets",
        "number": "a number, such as 12 or 0.5", "month": "a month, 2016-09",
        "date": "a day, 2016-10-14",
        "months": "months in brackets", "period": "2016-09, 2016 or 2015/16",
        "formula": "a formula", "checks": "checks", "reasons by code": "codes with reasons",
        "values": "dated values", "columns": "columns", "rows": "refs or rows",
        "words": "reasons with words", "change": "keys",
        "texts": "texts with texts", "github": "a name on GitHub: `jane-white`",
    }  # fmt: skip
    if field.kind == "whole":
        return f"a whole number, {field.low} to {field.high}"
    return words[field.kind]


def function_page() -> str:
    """Give the page of every function, with its examples."""
    lines = [NOTE, "# Functions of formulas", ""]
    lines += [
        "`[ref]` names an indicator exactly as spelt; `value` is the row itself, in a dataset's",
        "column. The examples show arrays of one geography, None for a month without a value.", "",
        "total(), year_to_date() and pooled() take [what adds up](../explanation/what-adds-up.md);",
        "`at_least=all` asks a window for every month. No window and no change reaches across a",
        "[break](../explanation/time-and-missing-values.md).", "",
    ]  # fmt: skip
    for function in FUNCTIONS.values():
        text = inspect.cleandoc(FORMS[function.name].array.__doc__ or "")
        words, _, examples = text.partition(">>>")
        lines += [f"## {function.signature}", "", words.strip(), ""]
        if function.in_checks:
            lines += ["May stand in a check.", ""]
        lines += ["```python", f">>>{examples}".rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def rule_page() -> str:
    """Give the page of every rule: what `kpilib rule CODE` prints."""
    lines = [NOTE, "# Rules", ""]
    lines += ["An indicator may break a rule with a reason: `allow: {KPI503: the reason}`.", ""]
    for rule in RULES:
        lines += [f"## {rule.code} {rule.name} ({rule.severity})", ""]
        body = rule.page.strip().split("\n", 1)
        lines += [body[0].split(": ", 1)[1], "", "```text", body[1].strip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def message_page() -> str:
    """Return the page of what imports say."""
    sys.path.insert(0, str(Path(__file__).parent))
    from import_messages import page

    return f"{NOTE}\n{page()}"


PAGES = {
    "fields.md": field_page, "functions.md": function_page, "rules.md": rule_page,
    "import-messages.md": message_page,
}  # fmt: skip


def main() -> None:
    """Write the pages."""
    HERE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
