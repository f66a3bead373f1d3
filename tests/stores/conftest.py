"""A store of each kind; PostgreSQL where its tests were asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpilib.project.stores.protocol import Store
from tests.stores.kinds import KINDS, Opener, server

#: every kind; the one that needs a server is external
PARAMS = [
    pytest.param(name, marks=[pytest.mark.external] if name == "postgres" else [])
    for name in KINDS
]  # fmt: skip


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Start the server once."""
    with server() as found:
        os.environ["KPILIB_TEST_POSTGRES"] = found
        yield found


@pytest.fixture(params=PARAMS)
def kind(request: pytest.FixtureRequest) -> str:
    """Name a kind of store, its server started."""
    name = str(request.param)
    if name == "postgres":
        request.getfixturevalue("address")
    return name


@pytest.fixture
def opener(kind: str, tmp_path: Path) -> Iterator[Opener]:
    """Open the same store again and again; all are closed behind the test."""
    opened: list[Store] = []
    make = KINDS[kind](tmp_path)

    def opens() -> Store:
        opened.append(make())
        return opened[-1]

    yield opens
    for store in opened:
        store.close()
