"""Import a million rows beside pandas: ``python -m tests.benchmarks.importing [rows]``.

Both run as processes of their own, one after the other, three times; printed are the best times
and the largest memory. pandas reads the file and groups it by ref, place and month, which tells
what is claimed twice and checks nothing else; kpilib stores what it read.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import BASE, indicator, lay

REFS = [f"M{number}" for number in range(50)]
PANDAS = """
import sys, time
import pandas
begun = time.perf_counter()
table = pandas.read_csv("t.csv")
table.groupby(["Ref", "Place", "Month"])["Value"].sum()
print(time.perf_counter() - begun)
"""
LAYOUT = "layout: l\nshape: long\ngeography_column: Place\nperiod_column: Month\n"


def project(folder: Path, rows: int) -> None:
    """Lay out a project and a long table of so many rows."""
    lay(folder, {
        **BASE, "indicators/a.yaml": "".join(map(indicator, REFS)),
        "specs/d/layouts/l.yaml": LAYOUT,
    })  # fmt: skip
    rng = random.Random(1)
    months = [f"{2006 + n // 12}-{n % 12 + 1:02}" for n in range(120)]
    with open(folder / "t.csv", "w", encoding="utf-8") as file:
        file.write("Ref,Place,Month,Value\n")
        for number in range(rows):
            place, rest = divmod(number, len(REFS) * 120)
            ref, month = divmod(rest, 120)
            value = rng.randrange(20_000)
            file.write(f"{REFS[ref]},Place {place},{months[month]},{value}\n")


def run(folder: Path, *command: str) -> tuple[float, float, str]:
    """Run a command; return seconds, megabytes and what it printed."""
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "print(done.stdout)\n"
    )
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, sys.executable, *command],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    memory, _, text = done.stdout.partition("\n")
    return time.perf_counter() - begun, int(memory) / 1024, text


def main(rows: int) -> None:
    """Measure and print."""
    root = str(Path(__file__).parent.parent.parent)
    kpilib = (
        f"import sys; sys.path.insert(0, {root!r}); from kpilib.commands import main; "
        "sys.exit(main(['import', 't.csv', '--layout', 'l']))"
    )
    ours, theirs, most = [], [], 0.0
    for _ in range(3):
        with tempfile.TemporaryDirectory() as name:
            project(Path(name), rows)
            seconds, memory, _ = run(Path(name), "-c", kpilib)
            ours.append(seconds)
            most = max(most, memory)
            theirs.append(float(run(Path(name), "-c", PANDAS)[2]))
    print(f"{rows:,} rows: kpilib {min(ours):.1f} s and {most:,.0f} MB, the whole process")
    print(f"pandas.read_csv and groupby {min(theirs):.2f} s without its start")
    print(f"{min(ours) / min(theirs):.0f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
