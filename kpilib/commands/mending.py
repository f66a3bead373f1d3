"""The part of ``kpilib validate`` that mends: ``--fix`` and ``--diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from difflib import unified_diff

from kpilib.commands.output import deliver
from kpilib.project.fixes.remedies import fixed
from kpilib.project.project import Project
from kpilib.values import atomic
from kpilib.values.errors import UsageError
from kpilib.values.safe import one_line

_PASSES = 3


def show(project: Project) -> int:
    """Print the remedies as a unified diff; 1 if there are any."""
    found = fixed(project)
    lines: list[str] = []
    for name, (before, after) in found.items():
        old, new = (data.decode().split("\n") for data in (before, after))
        lines += unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="")
    text = "".join(f"{one_line(line)}\n" for line in lines)
    deliver(text, argparse.Namespace(), for_person=True)
    return int(bool(found))


def mend(project: Project, again: Callable[[], Project]) -> None:
    """Write the remedies, again where one makes room for another.

    A file that changed since it was read is left alone. Raises UsageError where one cannot be
    written.
    """
    for _ in range(_PASSES):
        found = fixed(project)
        if not found:
            return
        for name, (before, after) in found.items():
            path = project.root / name
            try:
                if path.read_bytes() == before:
                    atomic.write(path, after)
            except OSError as error:
                raise UsageError(f"{name} cannot be written: {error.strerror}") from None
            print(f"mended {one_line(name)}", file=sys.stderr)
        project = again()
