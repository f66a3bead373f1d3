"""Arguments that several commands take, checked."""

from __future__ import annotations

import argparse
import datetime

from kpilib.values.period import FIRST_YEAR, LAST_YEAR


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """Offer --as-of DATE."""
    parser.add_argument(
        "--as-of", metavar="DATE", type=date, help="what was recorded by then, as 2016-10-14"
    )


def date(text: str) -> str:
    """Read a date of an argument."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        found = datetime.date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"`{text}` is no date such as 2016-10-14")
    return found.isoformat()
