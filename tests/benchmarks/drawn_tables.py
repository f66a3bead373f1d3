"""Import drawn tables as CSV, .xlsx and .ods: ``python -m tests.benchmarks.drawn_tables``.

Each is held against what it means; printed is the share of files that are stored as they were
meant, in part or not at all, by kind. With an argument so many tables are drawn, else 5,000.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import kpilib
from tests.conftest import BASE, lay
from tests.importing.drawing import drawn
from tests.importing.judging import judge
from tests.importing.test_drawn_tables import specs
from tests.importing.writing import write

KINDS = ("csv", "xlsx", "ods")


def main(count: int) -> int:
    """Draw, import and judge; return the number of files that were stored wrong."""
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = lay(Path(name), {**BASE, "indicators/a.yaml": specs()})
        project = kpilib.read(folder)
        for seed in range(count):
            table = drawn(seed)
            for kind in KINDS:
                path = write(table, folder, kind)
                if path is None:
                    continue
                verdict = judge(project, table, path)
                if verdict.wrong:
                    wrong.append(f"table {seed} as {kind}, {table.twist}: {verdict.wrong}")
                shares[table.twist]["files"] += 1
                shares[table.twist][verdict.stored if table.meant else "no month in it"] += 1
    total: Counter[str] = Counter()
    print(f"{'':24}{'files':>8}{'whole':>8}{'in part':>9}{'refused':>9}{'no month':>10}")
    for twist, counts in [*sorted(shares.items()), ("all", total)]:
        total.update(counts if counts is not total else {})
        files = counts["files"]
        cells = [counts["all"], counts["part"], counts["nothing"], counts["no month in it"]]
        shown = (f"{cell / files:.0%}" if cell else "" for cell in cells)
        print("{:24}{:8,}{:>8}{:>9}{:>9}{:>10}".format(twist, files, *shown))
    print(*wrong[:20], f"{len(wrong)} stored wrong", sep="\n")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000) > 0)
