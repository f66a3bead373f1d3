"""What every test finds: settings of Hypothesis, and projects made of a few files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kpilib import Project, read

ROOT = Path(__file__).parent.parent

# nothing is timed: a machine may be busy
_UNTIMED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("here", _UNTIMED)
settings.register_profile("ci", _UNTIMED, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

#: a small project that is right; tests lay their own files over it
BASE = {
    "kpilib.toml": "",
    "specs/areas.yaml": "areas: {mash: MASH}\n",
    "specs/people.yaml": "people: {ann: {name: Ann Lee}}\n",
    "specs/denominators.yaml": (
        "denominators:\n  - id: children\n    title: Children\n    values:\n"
        "      - {from: 2015-01, value: 20000}\n"
    ),
    "specs/comparators.yaml": (
        "comparators:\n  - id: england\n    title: England\n    values: []\n"
    ),
    "specs/d/dataset.yaml": "dataset: d\ntitle: Example\n",
}


def lay(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def indicator(ref: str = "A", **keys: object) -> str:
    """Write one collected flow, or what the keys make of it, as YAML."""
    given: dict[str, object] = {
        "ref": ref, "title": f"Title of {ref}", "area": "mash", "owner": "ann",
    }  # fmt: skip
    if "formula" not in keys:
        given |= {"unit": "count", "measure": "flow"}
    lines = [f"{key}: {value}" for key, value in (given | keys).items() if value is not None]
    return "- " + "\n  ".join(lines) + "\n"


def observed(**series: str) -> str:
    """Write observations: ``A="1 2 _ 4"`` from 2016-01 on; _ is a gap."""
    lines = ["ref,period,value"]
    for ref, values in series.items():
        for number, value in enumerate(values.split()):
            if value != "_":
                year, month = divmod(number, 12)
                lines.append(f"{ref},{2016 + year}-{month + 1:02},{value}")
    return "\n".join(lines) + "\n"


Make = Callable[..., Project]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Read a project of the base files, indicators and whatever else is given."""

    def made(indicators: str = "", /, **files: str | bytes) -> Project:
        given: dict[str, str | bytes] = dict(BASE)
        if indicators:
            given["indicators/a.yaml"] = indicators
        given |= files
        return read(lay(tmp_path, given))

    return made


@pytest.fixture(scope="session")
def shipped() -> Project:
    """Read the shipped project once."""
    return read(ROOT)
