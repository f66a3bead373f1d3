"""Random catalogues through every engine, by hand: how many cells were compared.

python -m tests.differential 500                    # kernel, model, DuckDB
python -m tests.differential 100 postgres spark     # and these
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

from hypothesis import HealthCheck, given, seed, settings

from tests.differential.cases import Case, Figures, cases, compare
from tests.differential.engines import kernel, model
from tests.differential.servers import ENGINES


def main(examples: int, names: list[str]) -> None:
    cells = dict.fromkeys(["model", *names], 0)
    with ExitStack() as stack:
        engines: dict[str, Callable[[Case], Figures]] = {"model": model}
        engines |= {name: stack.enter_context(ENGINES[name]()) for name in names}

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
    for name, count in cells.items():
        print(f"{name}: {count:,} cells compared with the kernel's, 0 differences")


if __name__ == "__main__":
    main(int(sys.argv[1]), ["duckdb", *sys.argv[2:]])
