"""Cases through every engine, by hand: how many cells were compared, and how they compare.

python -m tests.differential 500                    # random catalogues: kernel, model, DuckDB
python -m tests.differential 100 postgres spark     # and these
python -m tests.differential cancelling 200000      # so many cells of cases in which figures cancel
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from itertools import count

from hypothesis import HealthCheck, given, seed, settings

from tests.differential.cancelling import cancelling
from tests.differential.cases import Case, Compared, Figures, cases, compare, compared
from tests.differential.engines import by_sql, kernel, model
from tests.differential.servers import ENGINES

#: engines that leave out the rows that read themselves
_VIEWS = ("duckdb", "postgres", "spark-sql")


def by_chance(examples: int, engines: dict[str, Callable[[Case], Figures]]) -> None:
    """Compare random catalogues; the first difference ends it, made small."""
    cells = dict.fromkeys(engines, 0)

    @seed(1)
    @settings(max_examples=examples, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(cases())
    def agree(case: Case) -> None:
        if not len(case.observations):
            return
        figures = kernel(case)
        for name, engine in engines.items():
            cells[name] += compare(figures, engine(case), name)

    agree()
    for name, found in cells.items():
        print(f"{name}: {found:,} cells compared with the kernel's, 0 differences")


def where_figures_cancel(cells: int, engines: dict[str, Callable[[Case], Figures]]) -> bool:
    """Compare so many cells; say whether none differs beyond what its engine declares."""
    found: dict[str, list[Compared]] = {name: [] for name in engines}
    for number in count():
        case = cancelling(number)
        figures = kernel(case)
        for name, engine in engines.items():
            known = by_sql(figures, case) if name in _VIEWS else figures
            each = compared(known, engine(case))
            found[name].append(each)
            for key, one, other in each.differences[:3]:
                print(f"case {number}, {key}: kernel {one}, {name} {other}", flush=True)
        if min(sum(each.cells for each in several) for several in found.values()) >= cells:
            break
    for name, several in found.items():
        print(f"{name}: {_words(several)}")
    return not any(each.differences for several in found.values() for each in several)


def _words(several: Iterable[Compared]) -> str:
    cells, inside, silent, different = (
        sum(numbers)
        for numbers in zip(
            *((one.cells, one.inside, one.silent, len(one.differences)) for one in several),
            strict=True,
        )
    )
    return (
        f"{cells:,} cells compared with the kernel's, {inside:,} inside the tolerance"
        f" ({silent:,} of them without a text), {different:,} differences"
    )


def main(arguments: list[str]) -> int:
    """Run what the arguments name."""
    cancels = arguments[0] == "cancelling"
    number, *names = arguments[1:] if cancels else arguments
    with ExitStack() as stack:
        engines: dict[str, Callable[[Case], Figures]] = {"model": model}
        for name in ("duckdb", *names):
            engines[name] = stack.enter_context(ENGINES[name]())
        if cancels:
            return int(not where_figures_cancel(int(number), engines))
        by_chance(int(number), engines)
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
