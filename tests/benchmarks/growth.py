"""How commands grow: seconds and megabytes at ten and a hundred times as many indicators or places.

    python -m tests.benchmarks.growth                 # everything; some minutes
    python -m tests.benchmarks.growth validate diff   # these commands

Half of the indicators are counts, half percentages of two of them, over thirteen months. Each
command runs by itself, once. What grows linearly costs at most ten times as much, and what it costs
to begin.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.conftest import BASE, lay

SIZES = (100, 1_000, 10_000)
MONTHS = [f"{2015 + number // 12}-{number % 12 + 1:02}" for number in range(8, 21)]
DATASET = """dataset: d
title: Example
columns:
  - {id: m, heading: Change, formula: "change(value, months=1)"}
  - {id: a, heading: Average, formula: "mean(value, months=12)"}
"""
#: {a} and {b} are two revisions, in the second of which four formulas are others
COMMANDS = (
    "validate", "report --period 2016-09", "report --period 2016-09 --format csv",
    "report --period 2016-09 --format json", "report --period 2016-09 --format markdown",
    "report --period 2016-09 --format html -o {out}",
    "report --period 2016-09 --format xlsx -o {out}",
    "report --period 2016-09 --changes", "evaluate -o {out}", "evaluate --format json -o {out}",
    "evaluate --stream -o {out}.csv", "evaluate --engine duckdb -o {out}",
    "reconcile --period 2016-09", "explain P0 --period 2016-09", "export -o {out}",
    "export --format parquet -o {out}", "diff {a} {b}", "diff {a} {b} --format json -o {out}",
    "impact C1", "graph -o {out}", "owners", "sql -o {out}", "store check",
    "store history C1 --period 2016-09 --geography place0", "store export {out}.parquet",
    "import {table} --dry-run", "docs -o {out}", "charts -o {out}",
)  # fmt: skip
#: write a page or a picture a measure
PAGES = ("docs", "charts")


_PROJECT = (sys.executable, "-m", "tests.benchmarks.growth", "--project")


def project(folder: Path, rows: int, places: int, *, changed: bool = False) -> Path:
    """Write a project of so many indicators and places."""
    random, half = Random(1), rows // 2
    lines = [
        f"- {{ref: C{n}, title: Count {n}, area: mash, owner: ann, unit: count, measure: flow}}"
        for n in range(half)
    ]
    for n in range(rows - half):
        whole = (n + 1 + (changed and n < 4)) % half
        formula = f"percent([C{n % half}], [C{whole}])"
        lines.append(
            f'- {{ref: P{n}, title: Part {n}, area: mash, owner: ann, formula: "{formula}"}}'
        )
    found = ["ref,geography,period,value"]
    printed = ["ref,column,printed"]
    for n in range(half):
        for place in range(places):
            for month in MONTHS:
                value = random.randrange(10, 1000)
                found.append(f"C{n},place{place},{month},{value}")
        printed.append(f"C{n},2016-09,{value}")
    files: dict[str, str | bytes] = dict(BASE) | {
        "specs/d/dataset.yaml": DATASET.replace("title:", "geography: place0\ntitle:", 1),
        "specs/d/published/2016-09.csv": "\n".join(printed) + "\n",
    }
    for start in range(0, rows, 5_000):
        part = lines[start : start + 5_000]
        files[f"indicators/{start}.yaml"] = "\n".join(part) + "\n"
    for start in range(0, len(found) - 1, 1_000_000):
        part = found[1 + start : 1 + start + 1_000_000]
        text = "\n".join([found[0], *part]) + "\n"
        files[f"specs/d/observations/{start}.csv"] = text
    table = ["Ref,Place,Oct 16"]
    table += [f"C{n},place{place},7" for n in range(half) for place in range(places)]
    return lay(folder, files | {"table.csv": "\n".join(table) + "\n"})


def measured(arguments: list[str], folder: Path) -> tuple[float, int, int]:
    """Run a command; return seconds, megabytes and its exit code."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "kpilib", *arguments]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_maxrss // 1024, process.returncode


def table(kind: str, wanted: list[str]) -> Iterator[str]:
    """Yield a table of commands, with seconds and megabytes by size."""
    heads = " | ".join(f"{size:,} s | MB" for size in SIZES)
    yield f"| {kind} | {heads} | tenfold |"
    yield f"|---|{'---:|' * (2 * len(SIZES) + 1)}"
    with tempfile.TemporaryDirectory() as temporary:
        places = {}
        for size in SIZES:
            shape = (size, 1) if kind == "indicators" else (8, size)
            for name in ("a", "b"):
                target = Path(temporary) / f"{size}{name}"
                # by itself: what a process needed once counts for those that it starts
                made = [*_PROJECT, str(target), *map(str, shape), name]
                subprocess.run(made, check=True)
                places[size, name] = target
        for number, command in enumerate(COMMANDS):
            if wanted and command.split()[0] not in wanted:
                continue
            cells, seconds = [], []
            for size in SIZES:
                few = kind == "indicators" and command.split()[0] in PAGES and size > 1_000
                if few:
                    cells.append(" | ")
                    continue
                a, b = places[size, "a"], places[size, "b"]
                given = command.format(
                    a=a, b=b, out=Path(temporary) / f"out{number}-{size}", table=a / "table.csv"
                )
                took, memory, code = measured(given.split(), a)
                seconds.append(took)
                cells.append(f"{took:.2f}{'' if code < 2 else ' (2)'} | {memory:,}")
            shown = command.replace(" --period 2016-09", "").replace("{", "").replace("}", "")
            yield f"| `{shown}` | {' | '.join(cells)} | {seconds[-1] / seconds[-2]:.1f} |"


def main(wanted: list[str]) -> None:
    """Print a table of indicators and one of places; or write a project."""
    if wanted[:1] == ["--project"]:
        project(Path(wanted[1]), int(wanted[2]), int(wanted[3]), changed=wanted[4] == "b")
        return
    for kind in ("indicators", "places"):
        for line in table(kind, wanted):
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
