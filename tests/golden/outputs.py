"""Write every output of the shipped project and hold it against what it was.

``python -m tests.golden.outputs`` runs each command in each of its formats and compares the
digest of what it prints and writes with `outputs.sha256`; what differs is named, and ends with 1.
With ``--accept`` the digests are written anew; with a folder the outputs are kept there, for diff.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from kpilib.commands import COMMANDS, main
from kpilib.project.rules import RULES
from tests.conftest import ROOT

LIST = Path(__file__).with_name("outputs.sha256")
SEP = ["--period", "2016-09"]
#: each command in each format, by the name of its output; -o writes into `out`
OUTPUTS: dict[str, list[str]] = {
    **{
        f"validate.{form}": ["validate", "--format", form]
        for form in ("text", "concise", "json", "github", "gitlab", "junit", "sarif")
    },
    "validate.statistics": ["validate", "--statistics"],
    **{
        f"report.{form}": ["report", *SEP, "--format", form]
        for form in ("text", "csv", "json", "markdown")
    },
    **{
        f"report.{form}": ["report", *SEP, "--format", form, "-o", f"out/r.{form}"]
        for form in ("html", "xlsx")
    },
    "report.live.xlsx": ["report", *SEP, "--format", "xlsx", "--live", "-o", "out/r.xlsx"],
    "report.bom": ["report", *SEP, "--format", "csv", "--bom"],
    "report.changes": ["report", *SEP, "--changes"],
    "report.2016-03": ["report", "--period", "2016-03"],
    "evaluate.csv": ["evaluate"],
    "evaluate.json": ["evaluate", "--format", "json"],
    "evaluate.stream": ["evaluate", "--stream", "-o", "out/e.csv"],
    "reconcile.text": ["reconcile", *SEP],
    "reconcile.json": ["reconcile", *SEP, "--format", "json"],
    "docs": ["docs", "-o", "out/site"],
    "charts": ["charts", "-o", "out", *SEP, "--refs", "M1", "M8-QL"],
    "export": ["export", "-o", "out"],
    "store.check": ["store", "check"],
    "store.history": ["store", "history", "M1", *SEP],
    "graph.mermaid": ["graph"],
    "graph.dot": ["graph", "--format", "dot"],
    "graph.json": ["graph", "--format", "json"],
    **{
        f"impact.{form}": ["impact", "M1", "--format", form]
        for form in ("text", "json", "mermaid", "dot")
    },
    "test": ["test", "--coverage"],
    "test.junit": ["test", "--junit", "out/t.xml"],
    "owners": ["owners"],
    "schema": ["schema"],
    "diff.text": ["diff", "./before"],
    "diff.json": ["diff", "./before", "--format", "json"],
    "diff.markdown": ["diff", "./before", "--format", "markdown"],
    "diff.changelog": ["diff", "./before", "--format", "changelog"],
    **{
        f"sql.{dialect}": ["sql", "--dialect", dialect]
        for dialect in ("duckdb", "postgres", "spark", "bigquery", "tsql")
    },
    **{f"explain.{ref}": ["explain", ref, *SEP] for ref in ("M1", "M2-NI", "M3", "EH1", "LAC13")},
    **{f"rule.{rule.code}": ["rule", rule.code] for rule in RULES},
    "import": ["import", "tests/fixtures/monthly-2016-09.tsv", *SEP],
    "init": ["init", "out/new"],
}  # fmt: skip


def laid(folder: Path) -> None:
    """Copy the shipped project, and one before it in which a formula and a threshold differ."""
    for name in ("indicators", "specs", "tests/fixtures"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "kpilib.toml").write_text("")
    for name in ("indicators", "specs"):
        shutil.copytree(folder / name, folder / "before" / name)
    (folder / "before" / "kpilib.toml").write_text("")
    for path in (folder / "before" / "indicators").glob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("percent([M2], [M1])", "percent([M4], [M1])"), "utf-8")


def parts(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Give a file, a workbook as its parts: their order and times are the archive's."""
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        yield name, data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in sorted(archive.namelist()):
            yield f"{name}/{part}", archive.read(part)


def produced(name: str, arguments: list[str], folder: Path) -> dict[str, bytes]:
    """Run a command; return what it printed and wrote, without the folder's name and today."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    printed, complained = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
        try:
            code = main(arguments)
        except SystemExit as error:
            code = int(str(error.code or 0))
    said = []
    for stream in (printed, complained):
        stream.flush()
        said.append(stream.buffer.getvalue())  # type: ignore[attr-defined]
    text = said[0] + b"\n--- stderr\n" + said[1] + f"\n--- exit {code}\n".encode()
    found = {name: text.replace(str(folder).encode(), b"FOLDER")}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            found |= parts(path, f"{name}: {path.relative_to(out)}")
    return {key: re.sub(rb"20[2-9]\d-\d\d-\d\d", b"TODAY", data) for key, data in found.items()}


def every() -> Iterator[tuple[str, bytes]]:
    """Give every output by its name."""
    named = {arguments[0] for arguments in OUTPUTS.values()}
    assert named == set(COMMANDS), named ^ set(COMMANDS)
    os.environ["COLUMNS"] = "80"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.path.realpath(name))
        laid(folder)
        os.chdir(folder)
        for output, arguments in OUTPUTS.items():
            yield from produced(output, arguments, folder).items()


def compare(given: list[str]) -> int:
    """Compare, accept or keep the outputs, as the arguments say."""
    keep = next((Path(one).absolute() for one in given if not one.startswith("-")), None)
    here = Path.cwd()
    found = {}
    for name, data in every():
        found[name] = hashlib.sha256(data).hexdigest()
        if keep is not None:
            path = keep / name.replace(": ", "/files/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_name(f"{path.name}.txt").write_bytes(data)
    os.chdir(here)
    if "--accept" in given:
        LIST.write_text("".join(f"{one}  {name}\n" for name, one in sorted(found.items())))
        return 0
    known = dict(reversed(line.split("  ", 1)) for line in LIST.read_text("utf-8").splitlines())
    differ = sorted(n for n in found.keys() | known.keys() if found.get(n) != known.get(n))
    print(*differ, f"{len(found)} outputs, {len(differ)} differ", sep="\n")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(compare(sys.argv[1:]))
