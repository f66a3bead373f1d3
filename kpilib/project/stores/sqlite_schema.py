"""The tables of a SQLite store, and the way from one version of them to the next.

A submission is packed series by series (`kpilib.project.stores.packing`). Its digest takes in the
digest of the submission before it and those of its stretches, and `head` has the last one: whatever
is read can be told from what was written, and so can what is missing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpilib.values.errors import StoreError
from kpilib.values.period import FIRST_YEAR, LAST_YEAR

#: "kpil" in the header of the file
APPLICATION = 0x6B70696C
#: the statements that lead from each version to the next
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE submission (
  number INTEGER PRIMARY KEY,
  dataset TEXT NOT NULL,
  recorded TEXT,
  source TEXT NOT NULL,
  rows INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  geographies TEXT NOT NULL,
  digest BLOB NOT NULL
) STRICT""",
        """CREATE TABLE stretch (
  submission INTEGER NOT NULL REFERENCES submission (number),
  place INTEGER NOT NULL,
  ref TEXT NOT NULL,
  rows INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  digest BLOB NOT NULL,
  rest TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (submission, place)
) STRICT""",
        """CREATE TABLE head (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  submissions INTEGER NOT NULL,
  digest BLOB NOT NULL
) STRICT""",
        "INSERT INTO head VALUES (1, 0, x'')",
    ),
)
VERSION = len(MIGRATIONS)
_FIRST, _LAST = FIRST_YEAR * 12, LAST_YEAR * 12 + 11


class StretchRow(NamedTuple):
    """What a submission says of one of its stretches."""

    place: int
    ref: str
    rows: int
    first: int
    last: int
    digest: bytes


class SubmissionRow(NamedTuple):
    """A submission as it is stored."""

    number: int
    dataset: str
    recorded: str | None
    source: str
    rows: int
    first: int
    last: int
    #: a JSON list; the stretches number them from 0
    geographies: str
    digest: bytes


def digest_of_stretch(rest: str, body: bytes) -> bytes:
    """Give the digest of what a stretch holds."""
    made = hashlib.sha256(f"{len(rest)} {rest}".encode())
    made.update(body)
    return made.digest()


def digest_of_submission(
    before: bytes, submission: SubmissionRow, stretches: Iterable[StretchRow]
) -> bytes:
    """Give the digest of a submission behind another."""
    said = json.dumps([*submission[:-1], *([*one[:-1], one.digest.hex()] for one in stretches)])
    return hashlib.sha256(before + said.encode()).digest()


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables to the latest version, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def version_of(connection: sqlite3.Connection, where: str) -> int:
    """Give the version of a store's tables; StoreError where it is no store, or a newer one."""
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if not ours or version < 1:
        raise StoreError(f"{where} is no store of kpilib, or its header is damaged")
    if version > VERSION:
        raise StoreError(f"{where} was written by a newer kpilib (version {version} of the store)")
    return version


def expect_tables(connection: sqlite3.Connection, where: str) -> None:
    """Refuse a file whose tables are others: nothing but what stands here is ever run."""
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    wanted = [text for several in MIGRATIONS for text in several if text.startswith("CREATE")]
    if sorted(text for (text,) in found) != sorted(wanted):
        raise StoreError(f"{where} is damaged or was changed: its tables are not those of a store")


def verified(
    submissions: Sequence[SubmissionRow], stretches: Iterable[tuple[int, StretchRow]],
    head: tuple[int, bytes], where: str,
) -> dict[int, list[StretchRow]]:  # fmt: skip
    """Give the stretches of each submission; StoreError where a digest is not what it was."""
    for one in submissions:
        if not _FIRST <= one.first <= one.last <= _LAST:
            raise StoreError(f"{where} is damaged in submission {one.number}: its months are none")
    found: dict[int, list[StretchRow]] = {one.number: [] for one in submissions}
    for number, stretch in stretches:
        if number not in found:
            raise StoreError(f"{where} is damaged: rows of a submission that is not there")
        found[number].append(stretch)
    before = b""
    for place, one in enumerate(submissions, 1):
        before = digest_of_submission(before, one, found[one.number])
        if one.number != place or one.digest != before:
            raise StoreError(f"{where} is damaged in submission {place}: its checksum differs")
    if head != (len(submissions), before):
        raise StoreError(f"{where} is damaged: its last submission is missing or not whole")
    return found
