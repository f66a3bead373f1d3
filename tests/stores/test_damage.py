"""What becomes of a store when bytes flip, files are cut, disks fill up and writers are killed."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kpilib.project.stores import csv_check
from kpilib.project.stores.csv_store import CsvStore
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Store, Trouble
from kpilib.project.stores.sqlite import SqliteStore
from kpilib.values import atomic
from kpilib.values.errors import StoreError
from tests.conftest import ROOT
from tests.stores import contention, killing

FIRST = [Observation("A", "local", 24_200 + m, str(m * 7)) for m in range(12)]
FIRST += [
    Observation("B", "local", 24_200, "2.5", note="a note"),
    Observation("B", "x", 24_201, None, "c"),
]
SECOND = [Observation("A", "local", 24_201, "18", "r"), Observation("C", "local", 24_201, "1")]


def filled(store: Store) -> Store:
    store.append(FIRST, None, "first")
    store.append(SECOND, "2016-10-14", "second")
    return store


def checked(store: Store) -> tuple[Trouble, ...]:
    """Check a store and close it."""
    with closing(store):
        return store.check()


def said(store: Store) -> object:
    """Give all that a store says."""
    try:
        rows = [row._replace(file=None, line=1) for row in store.rows()]
        panel = store.read()
        blocks = {
            ref: (panel.block(ref).values.tobytes(), panel.block(ref).all_reasons().tobytes())
            for ref in sorted(panel.blocks)
        }
        return rows, blocks, panel.first, panel.months, panel.geographies, store.vintages()
    finally:
        store.close()


@pytest.mark.parametrize(
    "stride", [pytest.param(1, marks=pytest.mark.external), 41], ids=["every byte", "some bytes"]
)
def test_sqlite_says_the_same_or_names_the_file(tmp_path: Path, stride: int) -> None:
    """A flipped bit and a cut are an error or do not matter; what is read is never wrong."""
    path = tmp_path / "s.sqlite"
    filled(SqliteStore.create(path)).close()
    good, data = said(SqliteStore(path)), path.read_bytes()
    seen: Counter[str] = Counter()
    for place in range(0, len(data), stride):
        flipped = bytearray(data)
        flipped[place] ^= 1 << (place % 8)
        for what, damaged in (("flip", bytes(flipped)), ("cut", data[:place])):
            path.write_bytes(damaged)
            try:
                assert said(SqliteStore(path)) == good, (what, place)
                seen[f"{what} equal"] += 1
            except StoreError as error:
                assert str(path) in str(error)  # noqa: PT017
                seen[f"{what} named"] += 1
            for left in tmp_path.glob("s.sqlite-*"):
                left.unlink()
    assert seen["cut equal"] == 0
    assert min(seen["flip equal"], seen["flip named"]) > 0


def test_check_tells_a_damaged_sqlite_store(tmp_path: Path) -> None:
    """In a sentence, not by a traceback."""
    path = tmp_path / "s.sqlite"
    filled(SqliteStore.create(path)).close()
    data = path.read_bytes()
    place = data.index(b"a note")
    path.write_bytes(data[:place] + b"A" + data[place + 1 :])
    (trouble,) = checked(SqliteStore(path))
    assert "submission 1, B: its checksum differs" in trouble.message
    assert trouble.is_damage
    path.write_bytes(b"no store at all")
    assert "not a database" in checked(SqliteStore(path))[0].message
    with pytest.raises(StoreError, match="is not there"):
        SqliteStore(tmp_path / "other").read()


def test_a_cut_csv_file_is_named(tmp_path: Path) -> None:
    """At every byte: by the reader, and by the check."""
    store = CsvStore(tmp_path / "o")
    filled(store)
    path = tmp_path / "o" / "2016-10-14.csv"
    data = path.read_bytes()
    for place in range(len(data)):
        path.write_bytes(data[:place])
        with pytest.raises(StoreError, match=r"2016-10-14\.csv"):
            store.read()
        assert [one.where for one in store.check() if one.is_damage] == ["2016-10-14.csv"]
    path.unlink()
    assert "is not there" in store.check()[0].message


def test_a_flipped_bit_in_a_csv_file_is_found(tmp_path: Path) -> None:
    """Every flip differs from what SHA256SUMS says, which sha256sum can read too."""
    store = CsvStore(tmp_path / "o")
    filled(store)
    assert store.check() == ()
    subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path / "o", check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    path = tmp_path / "o" / "2016-10-14.csv"
    data = path.read_bytes()
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << (place % 8)
        path.write_bytes(flipped)
        assert [one.where for one in store.check()] == ["2016-10-14.csv"], place


def test_an_edit_by_hand_is_called_edited(tmp_path: Path) -> None:
    """It is no damage, and it can be accepted; a file made by hand needs no sum."""
    store = CsvStore(tmp_path / "o")
    filled(store)
    path = tmp_path / "o" / "2016-10-14.csv"
    path.write_bytes(path.read_bytes().replace(b",18,", b",1899,"))
    (trouble,) = store.check()
    assert (trouble.message, trouble.is_damage) == (
        "edited since it was written; every row can be read", False,
    )  # fmt: skip
    (tmp_path / "o" / "by-hand.csv").write_text("ref,period,value\nD,2016-09,4\n")
    _, by_hand = store.check()
    assert (by_hand.where, by_hand.is_damage, by_hand.rows) == ("by-hand.csv", False, 1)
    assert "without a checksum" in by_hand.message
    assert csv_check.accept(tmp_path / "o") == 3
    assert store.check() == ()
    shortened = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*shortened[:2], b""]))
    (trouble,) = store.check()
    assert "cut, or rows were deleted" in trouble.message
    (tmp_path / "o" / "by-hand.csv").write_text("ref,period,value\nD,2016-09,four\n")
    assert "it was damaged, line 2" in store.check()[1].message


@pytest.mark.parametrize("sums", [b"no sum\n", b"a" * 64, b"\xff\x00\n"])
def test_sums_that_are_none_are_named(tmp_path: Path, sums: bytes) -> None:
    """A damaged SHA256SUMS is one sentence; it can be written anew."""
    store = CsvStore(tmp_path / "o")
    filled(store)
    (tmp_path / "o" / "SHA256SUMS").write_bytes(sums)
    assert "store check --accept" in store.check()[0].message
    with pytest.raises(StoreError, match="SHA256SUMS"):
        store.append(SECOND, "2016-10-15")
    csv_check.accept(tmp_path / "o")
    assert store.check() == ()


@contextmanager
def failing(name: str, number: int) -> Iterator[list[int]]:
    """Let the call of that number to `os.write`, `os.fsync`, ... fail; gives the calls seen."""
    real: Callable[..., object] = getattr(os, name)
    calls = [0]

    def call(*given: object, **named: object) -> object:
        calls[0] += 1
        if calls[0] == number:
            if name == "close":  # which closes even where it fails
                real(*given, **named)
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atomic.os, name, call)
        yield calls


@pytest.mark.parametrize("name", ["write", "fsync", "replace", "chmod", "open", "close"])
def test_an_error_of_the_system_leaves_the_state_before_or_after(tmp_path: Path, name: str) -> None:
    """Whichever call fails: one sentence, and the submission is there whole or not at all."""
    for number in range(1, 40):
        folder = tmp_path / f"{name}{number}"
        store = CsvStore(folder)
        store.append(FIRST, None, "first")
        before = said(store)
        with failing(name, number) as calls:
            told = ""
            try:
                store.append(SECOND, "2016-10-14", "second")
            except StoreError as error:
                told = str(error)
        assert told == "" or "no space left" in told
        after = said(store)
        # what is said is what is there
        if told == "" or "the submission is added" in told:
            assert len(after[0]) == len(FIRST) + len(SECOND)  # type: ignore[index]
        else:
            assert after == before
        assert [one for one in store.check() if one.is_damage] == []
        store.append(SECOND, "2016-10-14", "second")
        assert not list(folder.glob(".*.new"))
        assert len(said(store)[0]) == len(FIRST) + len(SECOND)  # type: ignore[index]
        if calls[0] < number:
            return
    raise AssertionError("the calls do not end")


WRITER = """
import json, sys
from kpilib.values.errors import StoreError
from tests.stores.test_damage import SECOND, opened
kind, place, *limit = sys.argv[1:]
if limit:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), resource.RLIM_INFINITY))
try:
    opened(kind, place).append(SECOND, "2016-10-14", "second")
    print(json.dumps("done"))
except StoreError as error:
    print(json.dumps(str(error)))
"""


def opened(kind: str, place: str | Path) -> Store:
    return SqliteStore(place) if kind == "sqlite" else CsvStore(place)


def made(kind: str, place: Path) -> Path:
    """Make a store with its first submission."""
    store: Store = SqliteStore.create(place) if kind == "sqlite" else CsvStore(place)
    store.append(FIRST, None, "first")
    store.close()
    return place


def written(kind: str, place: Path, *limit: int, before: tuple[str, ...] = ()) -> str:
    """Append in another process; give what it said."""
    command = [*before, sys.executable, "-c", WRITER, kind, str(place), *map(str, limit)]
    done = subprocess.run(
        command, capture_output=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return str(json.loads(done.stdout))


@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_a_limit_of_bytes_is_one_error_and_nothing_is_lost(kind: str, tmp_path: Path) -> None:
    """A file that may not grow: the state before, and one sentence."""
    place = made(kind, tmp_path / "s")
    before = said(opened(kind, place))
    for limit in (0, 100, 4096):
        words = written(kind, place, limit)
        if words != "done":
            assert str(place) in words
            assert said(opened(kind, place)) == before
    assert written(kind, place) == "done"
    assert checked(opened(kind, place)) == ()
    assert len(said(opened(kind, place))[0]) == len(FIRST) + len(SECOND)  # type: ignore[index]


@pytest.mark.parametrize("kind", ["csv", "sqlite"])
@pytest.mark.parametrize("times", [pytest.param(300, marks=pytest.mark.external), 20])
def test_a_killed_writer_loses_nothing_it_acknowledged(kind: str, times: int) -> None:
    """By kill -9 at random moments: whole submissions only, no repair needed, leftovers cleaned."""
    command = [sys.executable, "-m", "tests.stores.killing", kind, str(times)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    assert re.match(rb"acknowledged [1-9]", done.stdout)


@pytest.mark.parametrize(
    ("kind", "number"),
    [("csv", 64), ("duckdb", 40), ("sqlite", 64)]
    + [pytest.param(kind, 400, marks=pytest.mark.external) for kind in ("csv", "duckdb", "sqlite")],
)
def test_processes_and_threads_at_once_lose_nothing(kind: str, number: int, tmp_path: Path) -> None:
    """What was acknowledged is there, and nothing that was refused."""
    assert contention.contend(kind, str(tmp_path), number) == (number, 0, 0, 0)


def test_a_sqlite_store_says_what_another_thread_did_wrong(tmp_path: Path) -> None:
    """It is not damaged."""
    store = SqliteStore.create(tmp_path / "s.sqlite")
    store.append(FIRST)
    said: list[str] = []

    def run() -> None:
        try:
            store.append(SECOND, "2016-10-14")
        except StoreError as error:
            said.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    store.close()
    assert len(said) == 1
    assert "open one in each thread" in said[0]
    assert "damaged" not in said[0]


def test_the_killing_would_notice(tmp_path: Path) -> None:
    """A submission that is not whole, or that is not there, is seen."""
    store = CsvStore(tmp_path / "o")
    store.append(killing.submission(1)[:-1], None)
    for acknowledged in (set(), {2}):
        with pytest.raises(AssertionError):
            killing.held(lambda: store, acknowledged)


MANY = """
import sys
from kpilib.project.stores.observations import Observation
from tests.stores.test_damage import opened
kind, place, who, times = sys.argv[1:]
store = opened(kind, place)
for number in range(int(times)):
    row = Observation("A", f"{who}-{number}", 24_200, str(number))
    store.append([row], "2016-10-14", f"writer {who}")
"""


@pytest.mark.parametrize(
    ("kind", "times"),
    [("sqlite", 30), ("csv", 12), pytest.param("sqlite", 250, marks=pytest.mark.external)],
)
def test_four_writers_at_once_lose_nothing(kind: str, times: int, tmp_path: Path) -> None:
    """Every submission of every writer is there; none of them sees an error."""
    place = tmp_path / "s"
    if kind == "sqlite":
        SqliteStore.create(place).close()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, kind, str(place), str(who), str(times)], cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for who in range(4)
    ]  # fmt: skip
    errors = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, errors
    with closing(opened(kind, place)) as store:
        assert len(store.submissions()) == 4 * times
        assert len({row.geography for row in store.rows()}) == 4 * times
        assert store.check() == ()


def fill(file: io.FileIO) -> None:
    """Write until nothing more goes in."""
    while True:
        file.write(bytes(4096))


@contextmanager
def mounted(place: Path, options: str) -> Iterator[None]:
    """Mount a small file system in memory."""
    place.mkdir(exist_ok=True)
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    subprocess.run([*root, "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run([*root, "umount", "-l", str(place)], check=True)


@pytest.mark.external
@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_a_full_disk_is_one_error_and_nothing_is_lost(kind: str, tmp_path: Path) -> None:
    """On a file system with no byte left."""
    with mounted(tmp_path / "m", f"size=160k,uid={os.geteuid()}"):
        place = made(kind, tmp_path / "m" / "s")
        before = said(opened(kind, place))
        ballast = tmp_path / "m" / "ballast"
        with open(ballast, "wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            fill(file)
        words = written(kind, place)
        assert "space" in words or "full" in words
        assert str(place) in words
        assert said(opened(kind, place)) == before
        ballast.unlink()
        assert written(kind, place) == "done"
        assert checked(opened(kind, place)) == ()


@pytest.mark.external
@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_a_read_only_folder_can_be_read_and_says_why_not_more(kind: str, tmp_path: Path) -> None:
    """One sentence for the writer; readers go on."""
    with mounted(tmp_path / "m", f"size=1m,uid={os.geteuid()}"):
        place = made(kind, tmp_path / "m" / "s")
        before = said(opened(kind, place))
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*root, "mount", "-o", "remount,ro", str(tmp_path / "m")], check=True)
        words = written(kind, place)
        assert "read-only" in words
        assert str(place) in words
        assert said(opened(kind, place)) == before
        assert checked(opened(kind, place)) == ()


@pytest.mark.external
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "fsync", "ftruncate", "unlink"])
def test_whichever_call_of_sqlite_fails_the_state_is_before_or_after(
    call: str, tmp_path: Path
) -> None:
    """The N-th call fails under strace, for every N until none is left."""
    place = made("sqlite", tmp_path / "s")
    data = place.read_bytes()
    before = said(SqliteStore(place))
    failed = 0
    for number in range(1, 60):
        for left in tmp_path.glob("s*"):
            left.unlink()
        place.write_bytes(data)
        log = tmp_path / "log"
        inject = f"inject={call}:error=EIO:when={number}"
        strace = ("strace", "-f", "-o", str(log), "-e", f"trace={call}", "-e", inject)
        words = written("sqlite", place, before=strace)
        after = said(SqliteStore(place))
        if words == "done":
            assert len(after[0]) == len(FIRST) + len(SECOND)  # type: ignore[index]
        else:
            assert str(place) in words
            assert after == before or len(after[0]) == len(FIRST) + len(SECOND)  # type: ignore[index]
        assert checked(SqliteStore(place)) == ()
        failed += "INJECTED" in log.read_text()
        if "INJECTED" not in log.read_text():
            break
    else:
        raise AssertionError("the calls do not end")
    assert failed or call in ("fsync", "ftruncate", "unlink")
    assert shutil.which("strace")
