"""Spec files named for what they show, each invalid one with its rendered finding beside it.

``KPILIB_RENDER=1`` writes the findings anew; read the difference before committing it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml

from kpilib import read
from kpilib.publications.findings.text import render
from tests.conftest import BASE, ROOT, lay

HERE = Path(__file__).parent
VALID = sorted((HERE / "valid").glob("*.yaml"))
INVALID = sorted((HERE / "invalid").glob("*.yaml"))
SCHEMA = json.loads((ROOT / "specs/schema/indicators.schema.json").read_text("utf-8"))
#: what an editor can tell from the schema alone
TOLD_BY_SCHEMA = {
    "unknown-key", "missing-owner", "wrong-choice", "number-in-quotes", "number-with-exponent",
    "too-many-decimals", "month-in-words", "one-value-where-several-belong", "key-without-value",
    "not-a-list-of-indicators", "check-without-comparison", "exemption-without-code",
    "id-with-capitals",
}  # fmt: skip


class Editor(yaml.SafeLoader):
    """YAML as editors read it: version 1.2, in which 2016-08 is text."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def told(path: Path) -> list[str]:
    """Give what the schema says of a file."""
    data = yaml.load(path.read_text("utf-8"), Editor)
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(data)]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_specs_have_no_errors(path: Path, tmp_path: Path) -> None:
    """Neither the rules nor the schema find an error."""
    project = read(lay(tmp_path, {**BASE, "indicators/a.yaml": path.read_bytes()}))
    assert [str(f.message) for f in project.findings if f.severity == "error"] == []
    assert told(path) == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_specs_are_rendered_as_beside_them(path: Path, tmp_path: Path) -> None:
    """The finding an analyst reads is the one in the .txt."""
    project = read(lay(tmp_path, {**BASE, "indicators/a.yaml": path.read_bytes()}))
    text = render(project, project.findings)
    beside = path.with_suffix(".txt")
    if os.environ.get("KPILIB_RENDER"):
        beside.write_text(text, "utf-8")
    assert text == beside.read_text("utf-8")


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_the_schema_tells_what_a_schema_can(path: Path) -> None:
    """Faults that a schema can express fail there too; the others do not parse or pass."""
    try:
        found = told(path)
    except yaml.YAMLError:
        assert path.stem not in TOLD_BY_SCHEMA
        return
    assert bool(found) == (path.stem in TOLD_BY_SCHEMA), found


SHIPPED = [*(ROOT / "indicators").glob("*.yaml"), *(ROOT / "specs").rglob("*.yaml")]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_files_pass_their_schemas(path: Path) -> None:
    """The modeline of each file leads to its schema, and the file passes it."""
    first = path.read_text("utf-8").split("\n", 1)[0]
    target = (path.parent / first.split("$schema=")[1]).resolve()
    schema = json.loads(target.read_text("utf-8"))
    data = yaml.load(path.read_text("utf-8"), Editor)
    assert [e.message for e in jsonschema.Draft7Validator(schema).iter_errors(data)] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "specs/schema").glob("*.json")), ids=lambda p: p.stem
)
def test_the_schemas_are_schemas(path: Path) -> None:
    """As draft-07 says of itself; no choice stands twice."""
    jsonschema.Draft7Validator.check_schema(json.loads(path.read_text("utf-8")))
