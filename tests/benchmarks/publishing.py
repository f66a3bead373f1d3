"""A year of reports for 150 places as pages: time, size, and rendering beside what it stands on.

python -m tests.benchmarks.publishing
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import kpilib
from kpilib import Observation, Observations, Project
from kpilib.figures.report.assemble import reports
from kpilib.figures.report.words import language_of
from kpilib.publications.pages.report import to_html
from kpilib.publications.parts.definitions import Definitions
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.slugs import slugs
from kpilib.publications.workbook.writing import to_xlsx
from kpilib.values.period import Period

ROOT = Path(__file__).parents[2]
PLACES, MONTHS = 150, 24


def project() -> Project:
    """Give the shipped specs over 150 places and two years: the council's figures, scaled."""
    shipped = kpilib.load(ROOT)
    chance = random.Random(1)
    rows = []
    for place in range(PLACES):
        size = chance.uniform(0.3, 4.0)
        for row in shipped.observations():
            percent = shipped.catalogue[row.ref].unit == "percent"
            for year in (0, 12):
                value = row.value
                if value is not None and not percent:
                    value = str(round(float(value) * size * chance.uniform(0.9, 1.1)))
                rows.append(
                    Observation(row.ref, f"place {place:03}", row.month - year, value, row.marker)
                )
    kept = {(row.ref, row.geography, row.month): row for row in rows}
    return Project.of(shipped.catalogue, shipped.dataset(), Observations(kept.values()))


class Clock:
    """Seconds spent in parts, by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.spent[name] = self.spent.get(name, 0.0) + time.perf_counter() - start


def main() -> None:
    year(project())
    one()


def year(found: Project) -> None:
    clock, sizes = Clock(), []
    definitions = Definitions(found.catalogue, language_of(next(reports(found))))
    names = slugs(found.catalogue.indicators)
    last = found.panel().first + found.panel().months
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        for month in range(last - 12, last):
            made = reports(found, period=Period.month(month))
            while True:
                with clock("evaluating and assembling"):
                    report = next(made, None)
                if report is None:
                    break
                with clock("rendering"):
                    publication = Publication(found, report, definitions=definitions, names=names)
                    data = to_html(publication).encode()
                with clock("writing"):
                    (Path(folder) / f"{report.geography} {report.period}.html").write_bytes(data)
                sizes.append(len(data))
        whole = time.perf_counter() - start
    print(f"{len(sizes):,} pages in {whole:.1f} s: {1000 * whole / len(sizes):.1f} ms each")
    for name, spent in clock.spent.items():
        print(f"  {name}: {spent:.1f} s")
    megabytes = sum(sizes) / 1e6
    print(f"  {megabytes:.0f} MB, each {min(sizes) // 1000} to {max(sizes) // 1000} KB")


def one() -> None:
    """Time one report of the shipped project, as somebody makes it who makes no other."""
    shipped = kpilib.load(ROOT)
    parts: dict[str, list[float]] = {}
    for _ in range(21):
        clock = Clock()
        with clock("evaluating and assembling"):
            report = kpilib.report(shipped, period="2016-09")
        with clock("rendering"):
            page = to_html(Publication(shipped, report))
        with clock("workbook"):
            to_xlsx(Publication(shipped, report))
        with clock("workbook with formulas"):
            to_xlsx(Publication(shipped, report), live=True)
        for name, spent in clock.spent.items():
            parts.setdefault(name, []).append(spent)
    medians = {name: statistics.median(spent) for name, spent in parts.items()}
    print(f"one report, {len(page.encode()) / 1000:.0f} KB; medians:")
    for name, spent in medians.items():
        ratio = spent / medians["evaluating and assembling"]
        print(f"  {name}: {1000 * spent:.0f} ms ({ratio:.1f} x)")


if __name__ == "__main__":
    main()
