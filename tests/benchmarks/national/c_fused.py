"""The limit: loops in C, compiled for this machine when they are first asked for."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from functools import cache, partial
from pathlib import Path

import numpy as np

from tests.benchmarks.national.common import REFS, SIGNS, STEPS, Counts, Form, Values
from tests.benchmarks.national.tiles import Outputs, Tiled, figures, fresh, spread, tiled

#: measured: 32 are faster than 8 and 16 wherever they can be filled
LANES = 32
KINDS = {"/": 1, "+": 2, "-": 3}
ROW = np.dtype(
    [("kind", "i4"), ("left", "i4"), ("right", "i4"), ("sign", "i4"), ("scale", "f8")], align=True
)
# -ffp-contract=off and no -ffast-math: every figure is rounded as IEEE says
FLAGS = ["-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC"]


@cache
def library(lanes: int) -> ctypes.CDLL:
    source = Path(__file__).with_suffix(".c")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "c_fused.so"
        command = ["gcc", *FLAGS, f"-DLANES={lanes}", str(source), "-o", str(target), "-lm"]
        subprocess.run(command, check=True)
        return ctypes.CDLL(str(target))


@cache
def rows() -> np.ndarray:
    table = np.zeros(len(REFS), ROW)
    table["sign"] = SIGNS
    table["left"][:30] = table["right"][:30] = np.arange(30)
    for place, step in enumerate(STEPS, 30):
        table[place] = (KINDS[step.kind], step.left, step.right, SIGNS[place], step.scale)
    return table


def prepare(counts: Counts, people: Values) -> Tiled:
    lanes = LANES if len(people) > 8 else 8
    library(lanes)
    return tiled(counts, people, lanes)


def run(inputs: Tiled, threads: int = 1) -> Outputs:
    outputs = fresh(inputs)
    tiles, months, lanes = inputs.shape
    table = rows()
    arrays = [inputs.inputs, *outputs[1:]]
    pointers = (ctypes.c_void_p * 6)(*(array.ctypes.data for array in arrays))

    def work(first: int, last: int) -> None:
        address = ctypes.c_void_p(table.ctypes.data)
        failed = library(lanes).work(address, len(table), pointers, first, last, tiles, months)
        assert not failed

    spread(work, tiles, threads)
    return outputs


FORMS = {
    "C": Form(prepare, run, figures, reasons=True),
    "C, 2 threads": Form(prepare, partial(run, threads=2), figures, reasons=True),
}
