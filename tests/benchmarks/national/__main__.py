"""The engine beside peers of the same work: checked against each other, then timed in turns.

    python -m tests.benchmarks.national                  # 1 x 13, 150 x 120, 1,500 x 120
    python -m tests.benchmarks.national 15000 120        # needs about 16 GB
    python -m tests.benchmarks.national 150 120 --runs 15 --only kpilib,C --no-memory

Every figure of every contender is compared with those of the C form: to 1e-9 of its size (or
1e-9, for windows that drift), directions and judgements exactly but for kpilib's ties, which
fractions decide (told where there are any), reasons where both give them. Every run makes its
outputs in fresh memory and holds all of them until it ends; they are freed, untimed, before the
next contender runs. Memory is the peak of a process of its own over what it held when prepared.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from tests.benchmarks import workload
from tests.benchmarks.national import (
    bandwidth,
    c_fused,
    common,
    duckdb_form,
    kpilib_form,
    pandas_forms,
    polars_forms,
    polars_long,
    tiled_numpy,
)
from tests.benchmarks.national.common import LIMIT, Form

MODULES = (
    kpilib_form, polars_forms, polars_long, pandas_forms, duckdb_form, tiled_numpy, c_fused,
    bandwidth,
)  # fmt: skip
FORMS: dict[str, Form] = {name: form for m in MODULES for name, form in m.FORMS.items()}
SIZES = [(1, 13), (150, 120), (1500, 120)]
#: from so many months and geographies on, inputs are made for every run and not kept
LARGE = 500_000
RUNS = {13: 31, 18_000: 9, 180_000: 5}


def data(geographies: int, months: int) -> tuple[common.Counts, common.Values]:
    return workload.arrays(geographies, months), common.populations(geographies, months)


def compared(first: Form, known: object, form: Form, outputs: object) -> tuple[int, int]:
    """Compare every figure of two contenders; give how many, and how many ties went otherwise."""
    number = ties = 0
    names = common.names()
    if first.reasons and form.reasons:
        names += common.reason_names()
    for name in names:
        one, other = first.figures(known, name), form.figures(outputs, name)
        if name.endswith(("direction", "judgement", "reason")):
            differ = one != other
            if differ.any() and not name.endswith("reason"):
                # exact fractions may decide otherwise than floats, within a tie's breadth only
                change = first.figures(known, name.rpartition("|")[0])
                tie = np.abs(np.abs(change) - LIMIT) <= 1e-9
                ties += int(np.count_nonzero(differ & tie))
                differ &= ~tie
            assert not differ.any(), f"{name} differs in {differ.sum()} cells"
        else:
            np.testing.assert_allclose(other, one, rtol=1e-9, atol=1e-9, err_msg=name)
        number += one.size
    return number, ties


def check(names: list[str], geographies: int, months: int) -> None:
    """Compare every contender with the C form, or the first there is; only two hold figures."""
    given = data(geographies, months)
    names = sorted((name for name in names if FORMS[name].computes), key=lambda name: name != "C")
    known, total = None, 0
    for name in names:
        form = FORMS[name]
        outputs = form.run(form.prepare(*given))
        if known is None:
            known, first = outputs, form
        else:
            number, ties = compared(first, known, form, outputs)
            total += number
            if ties:
                print(f"{name}: {ties} directions and judgements of ties decided otherwise")
        del outputs
        gc.collect()
    print(f"{geographies} x {months}: {total:,} figures equal, {len(names)} contenders", flush=True)


def timed(names: list[str], geographies: int, months: int, runs: int) -> dict[str, float]:
    """Give the medians, in milliseconds, of alternating runs."""
    given, large = data(geographies, months), geographies * months >= LARGE
    prepared = {} if large else {name: FORMS[name].prepare(*given) for name in names}
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(runs + 1):
        for name in names:
            form = FORMS[name]
            inputs = form.prepare(*given) if large else prepared[name]
            gc.collect()
            begun = time.perf_counter()
            outputs = form.run(inputs)
            spent = time.perf_counter() - begun
            del outputs, inputs
            if turn or large:  # the first turn warms up
                times[name].append(spent * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def resident(peak: bool = False) -> float:
    """Give the resident size of this process, or its peak, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:" if peak else "VmRSS:")[1].split()[0]) * 1024


def memory(name: str, geographies: int, months: int) -> None:
    """Print, in this process, the peak of one run over what was held when it was prepared."""
    form = FORMS[name]
    form.run(form.prepare(*data(1, 13)))
    given = data(geographies, months)
    inputs = form.prepare(*given)
    del given
    gc.collect()
    before = resident()
    Path("/proc/self/clear_refs").write_text("5")
    outputs = form.run(inputs)
    print(json.dumps(resident(peak=True) - before))
    del outputs


def peaks(names: list[str], geographies: int, months: int) -> dict[str, float]:
    """Give the peak of every contender in MB, each from a process of its own."""
    found = {}
    for name in names:
        size = [str(geographies), str(months)]
        command = [sys.executable, "-m", __package__, *size, "--memory-of", name]
        done = subprocess.run(command, check=True, capture_output=True, env=os.environ)
        found[name] = json.loads(done.stdout.splitlines()[-1]) / 1e6
    return found


def table(results: dict[tuple[int, int], dict[str, float]], names: list[str]) -> None:
    """Print the medians, and the ratios to kpilib where it ran, as markdown."""
    heads = [f"{geographies:,} x {months}" for geographies, months in results]
    print("| contender |" + "".join(f" {head} ms | / kpilib |" for head in heads))
    print("|---|" + "---:|---:|" * len(heads))
    for name in names:
        cells = ""
        for medians in results.values():
            ratio = f"{medians[name] / medians['kpilib']:.2f}" if "kpilib" in medians else ""
            cells += f" {medians[name]:,.2f} | {ratio} |"
        print(f"| {name} |{cells}")


def memory_table(sizes: list[tuple[int, int]], names: list[str]) -> None:
    """Print the peaks, beside the bytes of inputs and outputs, as markdown."""
    found = {size: peaks(names, *size) for size in sizes}
    print("\n| peak MB over the prepared inputs |", end="")
    print("".join(f" {geographies:,} x {months} |" for geographies, months in sizes))
    print("|---|" + "---:|" * len(sizes))
    for label, one in (
        ("(bytes of inputs)", common.INPUT_BYTES),
        ("(bytes of outputs)", common.OUTPUT_BYTES),
        ("(bytes of outputs with reasons)", common.OUTPUT_BYTES + common.REASON_BYTES),
    ):
        print(f"| {label} |" + "".join(f" {one * g * m / 1e6:,.1f} |" for g, m in sizes))
    for name in names:
        print(f"| {name} |" + "".join(f" {found[size][name]:,.1f} |" for size in sizes))


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}")
    parser.add_argument("sizes", nargs="*", type=int, help="GEOGRAPHIES MONTHS ...")
    parser.add_argument("--runs", type=int, help="timed runs of each (default: by size)")
    parser.add_argument("--only", help="names by semicolon, or first words by comma")
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--memory-of", choices=FORMS, help=argparse.SUPPRESS)
    return parser.parse_args()


def chosen(only: str | None) -> list[str]:
    """Give the contenders whose names, or first words, are asked for."""
    if not only:
        return list(FORMS)
    words = {word.strip() for word in only.split(";" if ";" in only else ",")}
    return [name for name in FORMS if name in words or name.split(",")[0] in words]


def main() -> None:
    given = asked()
    sizes = list(zip(given.sizes[::2], given.sizes[1::2], strict=True)) or SIZES
    if given.memory_of:
        memory(given.memory_of, *sizes[0])
        return
    names, results = chosen(given.only), {}
    for geographies, months in sizes:
        if not given.no_check:
            check(names, geographies, months)
        runs = given.runs or RUNS.get(geographies * months, 3)
        results[geographies, months] = timed(names, geographies, months, runs)
    print()
    table(results, names)
    if not given.no_memory:
        memory_table(sizes, names)


if __name__ == "__main__":
    main()
