"""`kpilib diff` beside two evaluations, and on the shipped project beside one `report` process.

    python -m tests.benchmarks.diff

1,000 indicators x 150 geographies x 24 months in memory; alternating runs, medians, ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from attrs import evolve

from kpilib.figures.difference.comparison import compare
from kpilib.figures.difference.side import Side
from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.language.building import build
from kpilib.language.catalogue import Registers
from kpilib.language.dataset import ChangeRule, Column, Dataset
from kpilib.language.model import Indicator
from kpilib.project.stores.observations import Observation, Observations
from kpilib.project.stores.panel import panel_of
from kpilib.project.yaml.configuration import Configuration
from kpilib.values.findings import Span, TextPlace
from tests.conftest import ROOT

HERE = Span("benchmark")
PLACES = {name: TextPlace(HERE) for name in ("formula", "heading", "id", "unit")}
COLUMNS = {
    "month": "change(value, months=1)", "year": "change(value, months=12)",
    "mean": "mean(value, months=12)", "most": "maximum(value, months=12)",
}  # fmt: skip


def row(ref: str, **given: object) -> Indicator:
    more = {"unit": "count", "measure": "flow"} if "formula" not in given else {}
    return Indicator(
        ref=ref, title=ref, area="a", owner="o", span=HERE, places=PLACES, **more, **given
    )  # type: ignore[arg-type]


def sides() -> tuple[Side, Side]:
    """Give a side, and one in which a count of one indicator and a threshold differ."""
    chance = np.random.default_rng(1)
    collected = [row(f"C{n}") for n in range(500)]
    derived = [row(f"P{n}", formula=f"percent([C{n}], [C{n + 1}])") for n in range(499)]
    derived.append(row("S", formula="[C0] + [C1]"))
    columns = tuple(
        Column(id=name, heading=name, formula=text, span=HERE, places=PLACES)
        for name, text in COLUMNS.items()
    )
    dataset = Dataset(dataset="d", title="d", columns=columns, span=HERE)
    series = {}
    for one in collected:
        values = chance.integers(1, 2000, (150, 24))
        for place in range(150):
            name = f"place {place:03}"
            series[one.ref, name] = tuple(
                Observation(one.ref, name, 24_180 + month, str(values[place, month]))
                for month in range(24)
            )
    base = Side(
        indicators=(*collected, *derived), registers=Registers(), dataset=dataset, series=series,
        configuration=Configuration(root="."),
    )  # fmt: skip
    changed = tuple(
        evolve(one, formula="percent([C7], [C9])") if one.ref == "P7" else one
        for one in base.indicators
    )
    return base, base.changed(
        indicators=changed,
        dataset=evolve(dataset, change=ChangeRule(threshold=5)),  # type: ignore[arg-type]
    )


def evaluated(side: Side) -> None:
    """Evaluate everything that a report prints, as arrays."""
    catalogue = build(side.indicators, side.registers)
    observations = Observations(one for rows in side.series.values() for one in rows)
    found = evaluate(catalogue, panel_of(observations, "local"), dataset=side.dataset)
    for ref in found.refs:
        _ = found[ref].rounded, found[ref].reasons
        for name in COLUMNS:
            line = found.column(ref, name)
            assert line is not None
            _ = line.rounded
            if line.is_change:
                _ = line.direction


def timed(call: object, *given: object) -> float:
    begun = time.perf_counter()
    call(*given)  # type: ignore[operator]
    return time.perf_counter() - begun


def process(*words: str, folder: Path) -> float:
    def run() -> None:
        command = [sys.executable, "-m", "kpilib", *words]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    return timed(run)


def main() -> None:
    base, head = sides()
    both, diffs = [], []
    for _ in range(3):
        both.append(timed(evaluated, base) + timed(evaluated, head))
        diffs.append(timed(compare, base.changed(), head.changed()))
    two, one = statistics.median(both), statistics.median(diffs)
    found = compare(base, head)
    print(f"1,000 x 150 x 24: diff {one:.2f} s, two evaluations {two:.2f} s: {one / two:.2f} x")
    print(f"  {len(found.moved):,} figures move because of {len(found.changes)} changes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for words in (["clone", "-q", str(ROOT), "."],):
            subprocess.run(["git", *words], cwd=folder, check=True)
        path = folder / "specs/children_and_families_monthly/dataset.yaml"
        path.write_text(path.read_text("utf-8").replace("threshold: 10", "threshold: 5"), "utf-8")
        pairs = [
            (process("report", folder=folder), process("diff", "HEAD", folder=folder))
            for _ in range(11)
        ]
    report, diff = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"shipped: diff {diff:.2f} s, report {report:.2f} s: {diff / report:.2f} x")


if __name__ == "__main__":
    main()
