"""``kpilib docs``: the data dictionary as a static site."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from kpilib.commands.output import complain, project_of, tell
from kpilib.commands.values import add_as_of
from kpilib.project.project import Project
from kpilib.values.errors import UsageError
from kpilib.values.safe import for_stream, one_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "-o", "--output", metavar="DIR", required=True, help="the folder of the site, such as site/"
    )
    words = "say which definitions were edited since the work began to differ from this revision"
    parser.add_argument("--base", metavar="REVISION", help=words)
    add_as_of(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the site; 1 if the specs have errors."""
    from kpilib.publications.pages.folder import fill
    from kpilib.publications.pages.site import Site

    project = project_of(options)
    failed = complain(project.findings)
    edited = None if options.base is None else _edited(project, options.base)
    site = Site(project, as_of=options.as_of, edited=edited)
    try:
        number = fill(Path(options.output), site.files())
    except OSError as error:
        words = f"{options.output} cannot be written: {error.strerror}"
        raise UsageError(words) from None
    for name, why in site.left_out.items():
        print(
            for_stream(one_line(f"no report of {name}: {why}"), sys.stderr.encoding),
            file=sys.stderr,
        )
    first = os.path.join(options.output, "index.html")
    tell(f"wrote {number} files; the first is {first}")
    return failed


def _edited(project: Project, base: str) -> list[str]:
    """Give the changes of the specs since a revision, in words."""
    from kpilib.figures.difference.comparison import compare
    from kpilib.figures.difference.side import Side
    from kpilib.project.revisions.revisions import merge_base, opened_revision

    folder = project.root
    with ExitStack() as stack:
        old = stack.enter_context(opened_revision(merge_base(base, folder), folder))
        words: dict[str, None] = {}
        for name in project.datasets:
            if name in old.datasets:
                sides = Side.of(old, old.dataset(name)), Side.of(project, project.dataset(name))
                words |= dict.fromkeys(str(one) for one in compare(*sides, None, ()).changes)
    return list(words)
