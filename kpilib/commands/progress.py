"""A progress bar on stderr for work of over a second, where rich is installed; else nothing.

Needs ``kpilib[progress]``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
#: so many seconds nothing is shown
_QUIETLY = 1.0


def tracked(things: Iterable[T], words: str, total: int | None, *, quiet: bool) -> Iterator[T]:
    """Give the things; a bar appears where they take long and somebody is watching."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield from things
        return
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ModuleNotFoundError:
        yield from things
        return
    begun = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(words, total=total, visible=False)
        shown = begun
        for done, thing in enumerate(things, 1):
            yield thing
            now = time.monotonic()
            if now - begun > _QUIETLY and now - shown > 0.1:
                bar.update(task, completed=done, visible=True, refresh=True)
                shown = now
