"""The floor: every input byte read once, every output byte written once into fresh memory."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.national.common import Counts, Form, Values
from tests.benchmarks.national.tiles import Outputs, Tiled, figures, fresh, spread, tiled

#: the arrays are moved in so many parts
PARTS = 64


def moved(inputs: Tiled, outputs: Outputs, first: int, last: int) -> None:
    """Read some parts of the inputs and fill as many of the outputs."""

    def some(flat: NDArray[Any]) -> NDArray[Any]:
        return flat[len(flat) * first // PARTS : len(flat) * last // PARTS]

    np.bitwise_or.reduce(some(inputs.inputs.reshape(-1).view(np.int64)))
    for array in outputs[1:]:
        assert isinstance(array, np.ndarray)
        some(array.reshape(-1)).fill(0)


def run(inputs: Tiled, threads: int = 1) -> Outputs:
    outputs = fresh(inputs)
    spread(partial(moved, inputs, outputs), PARTS, threads)
    return outputs


def prepare(counts: Counts, people: Values) -> Tiled:
    return tiled(counts, people, 1)


FORMS = {
    "bytes moved": Form(prepare, run, figures, computes=False),
    "bytes moved, 2 threads": Form(prepare, partial(run, threads=2), figures, computes=False),
}
