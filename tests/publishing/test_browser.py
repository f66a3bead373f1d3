"""In a browser: accessible by axe-core, valid by the Nu checker, readable with scripts off."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kpilib
from kpilib import Project
from kpilib.publications.pages.folder import fill
from kpilib.publications.pages.report import to_html
from kpilib.publications.pages.site import Site
from kpilib.publications.parts.publication import Publication
from tests.conftest import ROOT

pytestmark = pytest.mark.external
BROWSER = ROOT / "tests" / "browser"
#: of hashes and of files the checker knows nothing; the browser itself holds pages to their policy
POLICY = re.compile("(Inline (style|script)|Resource) violates Content Security Policy")


@pytest.fixture(scope="module")
def folder(shipped: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    fill(folder, Site(shipped).files())
    report = kpilib.report(shipped, period="2016-09")
    (folder / "report.html").write_text(to_html(Publication(shipped, report)), "utf-8")
    return folder


def chromium() -> str:
    found = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    return found or "/usr/bin/chromium"


def browsed(script: str, *names: str) -> Any:
    environment = {**os.environ, "CHROMIUM": chromium()}
    done = subprocess.run(
        ["node", str(BROWSER / script), *names], check=True, capture_output=True, env=environment
    )
    return json.loads(done.stdout)


def test_axe_finds_no_violation(folder: Path) -> None:
    """WCAG 2.2 AA and best practices, on every kind of page, wide and narrow."""
    kinds = [
        "report.html", "index.html", "owners.html", "retired.html", "changed.html",
        "lineage.html", "charts.html", "measures/m2-ni.html", "measures/cp3-ql.html",
        "measures/eh1.html", "reports/children-and-families-monthly.html",
    ]  # fmt: skip
    found = browsed("check.mjs", *(str(folder / name) for name in kinds))
    assert len(found) == 2 * len(kinds)
    for one in found:
        assert one["violations"] == [], (one["name"], one["width"])
        assert (one["outside"], one["refused"], one["unseen"]) == ([], [], 0), one["name"]
        assert len(one["passes"]) > 20
        # nothing sticks out sideways
        assert one["wide"] <= one["width"], one["name"]


def test_pages_and_drawings_are_valid(folder: Path) -> None:
    """Every page and SVG of the site, and the report."""
    jar = BROWSER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    names = [str(path) for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".svg")]
    assert len(names) > 60
    done = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", "--also-check-svg", *names],
        capture_output=True, check=False,
    )  # fmt: skip
    messages = json.loads(done.stderr)["messages"]
    assert [one for one in messages if not POLICY.match(one["message"])] == []


def test_pages_are_read_with_scripts_off_and_search_works_with_them(folder: Path) -> None:
    """The report is whole without; the search of the dictionary is shown only where it works."""
    found = browsed("scripts.mjs", str(folder / "report.html"), str(folder / "index.html"))
    off, on = found["off"], found["on"]
    assert off["report"]["figures"] > 600
    assert off["report"]["styled"]
    assert off["index"] == {"search": False, "rows": 50}
    assert on["index"] == {"search": True, "rows": 2, "areas": 1, "told": "2 measures"}
