"""Kill a writer at a random moment, again and again: ``python -m tests.stores.killing sqlite 300``.

A child appends and acknowledges every submission through a pipe; the parent kills it and holds
that each acknowledged one is there, whole, that none is there by half, and that the next writer
leaves nothing unfinished behind.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Store
from tests.stores.kinds import KINDS, Opener

#: so many rows a submission has, and so often a folder is killed in
ROWS, DEATHS = 40, 15


def submission(number: int) -> list[Observation]:
    return [Observation("A", f"{number:05}", 24_200 + place, str(number)) for place in range(ROWS)]


def write(store: Store, start: int, pipe: int) -> None:
    """Append and acknowledge, until killed."""
    number = start
    while True:
        store.append(submission(number), "2016-10-14", f"submission {number}")
        os.write(pipe, number.to_bytes(4, "big"))
        number += 1


def killed(opener: Opener, start: int) -> list[int]:
    """Let a child write and kill it; give what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            write(opener(), start, writing)
        finally:
            os._exit(1)
    os.close(writing)
    told = b""
    for _ in range(random.randrange(6)):
        told += os.read(reading, 4)
    for _ in range(random.randrange(300_000)):
        pass  # the child goes on, to somewhere within its next submission
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reading, "rb") as pipe:
        told += pipe.read()
    return [int.from_bytes(told[at : at + 4], "big") for at in range(0, len(told) - 3, 4)]


def held(opener: Opener, acknowledged: set[int]) -> int:
    """Hold what is there against what was acknowledged; give how many submissions there are."""
    store = opener()
    try:
        found = Counter(int(row.geography) for row in store.rows())
        assert acknowledged <= found.keys(), acknowledged - found.keys()
        assert set(found.values()) <= {ROWS}, found
        # a file whose sum was not written yet is not damaged
        assert [one for one in store.check() if one.is_damage] == []
        return max(found, default=0)
    finally:
        store.close()


def main(kind: str, times: int) -> tuple[int, int]:
    """Kill so many times; give the submissions acknowledged and those that were only there."""
    total = beyond = 0
    for begin in range(0, times, DEATHS):
        with tempfile.TemporaryDirectory() as folder:
            opener = KINDS[kind](Path(folder))
            acknowledged: set[int] = set()
            last = 0
            for _ in range(min(DEATHS, times - begin)):
                acknowledged |= set(killed(opener, last + 1))
                last = held(opener, acknowledged)
            store = opener()
            store.append(submission(last + 1), "2016-10-14", "the next writer")
            store.close()
            left = [path for path in Path(folder).rglob("*") if path.name.endswith(".new")]
            assert left == [], left
            total += len(acknowledged)
            beyond += last - len(acknowledged)
    return total, beyond


if __name__ == "__main__":
    told, beyond = main(sys.argv[1], int(sys.argv[2]))
    print(f"acknowledged {told}, there without that {beyond}, none lost")
