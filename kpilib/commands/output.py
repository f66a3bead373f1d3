"""What commands print: in the stream's encoding for a person, UTF-8 for a file or a program."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable

from kpilib.project.project import Project
from kpilib.project.validation import read, read_at
from kpilib.values.errors import UsageError
from kpilib.values.findings import Finding, Severity
from kpilib.values.safe import for_stream, one_line


def project_of(options: argparse.Namespace) -> Project:
    """Read the project meant: that of ``--project``, or the nearest above the working folder."""
    if options.project is None:
        return read(os.curdir)
    if not os.path.isdir(options.project):
        raise UsageError(f"{options.project} is no folder")
    return read_at(options.project)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Offer -o FILE."""
    parser.add_argument("-o", "--output", metavar="FILE", help="write there instead of printing")


def add_bom(parser: argparse.ArgumentParser) -> None:
    """Offer --bom, for Excel, which takes a CSV file without one for text of another encoding."""
    words = "begin a CSV with a byte order mark, by which Excel knows that it is UTF-8"
    parser.add_argument("--bom", action="store_true", help=words)


def with_mark(text: str, options: argparse.Namespace) -> str:
    """Return CSV with the byte order mark, where that is asked for."""
    return f"\ufeff{text}" if options.bom else text


def check_bom(options: argparse.Namespace, *, is_csv: bool) -> None:
    """Raise UsageError where a mark is asked for and no CSV is written."""
    if options.bom and not is_csv:
        raise UsageError("--bom goes with CSV")


def deliver(result: str | bytes, options: argparse.Namespace, *, for_person: bool = False) -> None:
    """Print a result or write it to the file asked for."""
    data = result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace")
    target = getattr(options, "output", None)
    if target is not None:
        from pathlib import Path

        from kpilib.values import atomic

        try:
            atomic.write(Path(target), data)
        except OSError as error:
            raise UsageError(f"{target} cannot be written: {error.strerror}") from None
        return
    if for_person and isinstance(result, str):
        sys.stdout.write(for_stream(result, sys.stdout.encoding))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    sys.stdout.flush()


def fill(folder: str, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a folder, which is made if need be, and name each on a line."""
    from pathlib import Path

    from kpilib.values import atomic

    try:
        os.makedirs(folder, exist_ok=True)
        for name, data in files:
            atomic.write(Path(folder) / name, data)
            tell(f"wrote {Path(folder) / name}")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from None


def tell(text: str) -> None:
    """Print a line for a person."""
    print(for_stream(one_line(text), sys.stdout.encoding))


def complain(findings: Iterable[Finding]) -> int:
    """Print the errors among the findings on stderr; give 1 if there is one, else 0."""
    errors = [finding for finding in findings if finding.severity == Severity.ERROR]
    if errors:
        from kpilib.publications.findings.text import block
    for finding in errors:
        for line in block(finding):
            print(for_stream(line, sys.stderr.encoding), file=sys.stderr)
    return int(bool(errors))
