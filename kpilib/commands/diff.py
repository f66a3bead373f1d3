"""``kpilib diff``: what a change of the specs does to the published figures."""

from __future__ import annotations

import argparse
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from kpilib.commands.output import add_output, complain, deliver
from kpilib.figures.difference.comparison import Comparison, compare
from kpilib.figures.difference.side import Side
from kpilib.project.project import Project
from kpilib.project.revisions.revisions import merge_base, opened, opened_revision
from kpilib.project.validation import examined
from kpilib.project.yaml.configuration import at, find
from kpilib.values.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    words = "revisions, or folders such as ./before"
    parser.add_argument("names", nargs="*", metavar="BASE [HEAD]", help=words)
    words = "compare with where the work began to differ from this revision, as a pull request does"
    parser.add_argument("--base", metavar="REVISION", help=words)
    parser.add_argument("--dataset", metavar="DATASET", help="where there are several")
    parser.add_argument("--period", metavar="MONTH", help="the report; default: the last observed")
    parser.add_argument(
        "--format", choices=("text", "json", "markdown", "changelog"), default="text"
    )
    words = "end with 1 where a published figure moves"
    parser.add_argument("--exit-code", action="store_true", help=words)
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the comparison; 1 if the head has errors, or figures move and that was asked for."""
    folder = Path((find(os.curdir) if options.project is None else at(options.project)).root)
    base, head = _names(options, folder)
    with ExitStack() as stack:
        of = opened if options.base is None else opened_revision
        old = stack.enter_context(of(base, folder))
        new = stack.enter_context(opened(head, folder))
        found, side = _compared(old, new, options)
    # both sides are large, and only a changelog asks one of them for more
    wanted = side if options.format == "changelog" else None
    del old, new, side
    failed = complain(found.findings)
    deliver(_text(found, wanted, options), options, for_person=options.format == "text")
    return failed or int(options.exit_code and bool(found.moved))


def _names(options: argparse.Namespace, folder: Path) -> tuple[str, str]:
    names = list(options.names)
    if options.base is not None:
        if names:
            raise UsageError("either --base REVISION, or BASE and HEAD")
        return merge_base(options.base, folder), str(folder)
    if not 1 <= len(names) <= 2:
        raise UsageError("diff takes a base, and a head where it is not the folder as it is")
    return names[0], names[1] if len(names) == 2 else str(folder)


def _compared(old: Project, new: Project, options: argparse.Namespace) -> tuple[Comparison, Side]:
    dataset = new.dataset(options.dataset)
    base = old.dataset(dataset.dataset)
    findings = examined(new.configuration).findings
    head = Side.of(new, dataset)
    return compare(Side.of(old, base), head, options.period, findings), head


def _text(found: Comparison, head: Side | None, options: argparse.Namespace) -> str:
    if head is not None:
        from kpilib.publications.difference.as_changelog import to_changelog

        return to_changelog(found, head)
    if options.format == "json":
        from kpilib.publications.difference.as_json import to_json

        return to_json(found)
    if options.format == "markdown":
        from kpilib.publications.difference.as_markdown import to_markdown

        return to_markdown(found)
    from kpilib.publications.difference.as_text import to_text

    return to_text(found, shutil.get_terminal_size((80, 24)).columns)
