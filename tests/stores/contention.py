"""Write from all at once: ``python -m tests.stores.contention csv 2000``: two processes, 8 threads.

Each thread opens the store by itself and appends; what it was told is held against what is there:
every submission that was acknowledged, and none of those that were refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

from kpilib.project.stores.observations import Observation
from kpilib.project.stores.postgres_store import postgres_store
from kpilib.values.errors import KpilibError
from tests.conftest import ROOT
from tests.stores.kinds import KINDS, Opener, server

PROCESSES, THREADS = 2, 4


class Told(NamedTuple):
    """What the writers were told, and what is there."""

    acknowledged: int
    refused: int
    lost: int
    #: refused, and there all the same
    there: int


def opener_of(kind: str, place: str) -> Opener:
    """Return a way to open one and the same store again and again, from any process."""
    if kind == "postgres":
        return lambda: postgres_store(address=place, create=True)
    return KINDS[kind](Path(place))


def write(opener: Opener, who: str, times: int) -> tuple[list[str], list[str]]:
    """Append so many submissions in each of several threads; return what became of each."""
    good: list[str] = []
    bad: list[str] = []

    def run(number: int) -> None:
        for one in range(times):
            name = f"{who}-{number}-{one}"
            try:
                with closing(opener()) as store:
                    store.append([Observation("A", name, 24_200, "1")], "2016-10-14", name)
                good.append(name)
            except KpilibError:
                bad.append(name)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return good, bad


def contend(kind: str, place: str, submissions: int) -> Told:
    """Write so many submissions into a store, from all at once."""
    opener = opener_of(kind, place)
    opener().close()
    each = submissions // (PROCESSES * THREADS)
    command = [sys.executable, "-m", "tests.stores.contention", kind, str(each), place]
    writers = [
        subprocess.Popen([*command, str(who)], cwd=ROOT, stdout=subprocess.PIPE)
        for who in range(PROCESSES)
    ]
    good: set[str] = set()
    bad: set[str] = set()
    for writer in writers:
        told = json.loads(writer.communicate()[0])
        good |= set(told[0])
        bad |= set(told[1])
    assert len(good | bad) == each * PROCESSES * THREADS, "a submission of which nothing was said"
    with closing(opener()) as store:
        there = [row.geography for row in store.rows()]
        assert len(there) == len(set(there)), "a submission is there twice"
        assert [one for one in store.check() if one.is_damage] == []
    return Told(len(good), len(bad), len(good - set(there)), len(bad & set(there)))


def main(kind: str, number: int, *rest: str) -> None:
    """Write as one of the processes, or let all write and say what became of it."""
    if rest:
        print(json.dumps(write(opener_of(kind, rest[0]), rest[1], number)))
        return
    with ExitStack() as stack:
        if kind == "postgres":
            place = f"{stack.enter_context(server())} dbname=postgres"
        else:
            place = stack.enter_context(tempfile.TemporaryDirectory())
        told = contend(kind, place, number)
    print(
        f"{kind}: {told.acknowledged} acknowledged, {told.refused} refused; {told.lost} lost,"
        f" {told.there} refused and there"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
