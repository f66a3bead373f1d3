"""The commands: one module each, and the way from the command line to one of them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from kpilib.values.errors import KpilibError

#: command to module and one line of help
COMMANDS = {
    "validate": ("validate", "every finding of the whole project"),
    "report": ("report", "the published dataset of a month"),
    "evaluate": ("evaluate", "every indicator, geography and month, tidy"),
    "reconcile": ("reconcile", "every printed cell against the computed one"),
    "explain": ("explain", "how one figure came about"),
    "docs": ("docs", "the data dictionary as a site: what each measure means, who owns it"),
    "charts": ("charts", "trends and small multiples as SVG files"),
    "export": ("export", "figures for others: open data with metadata, or Parquet"),
    "diff": ("diff", "what a change of the specs does to the published figures"),
    "import": ("import_", "a wide published table into observations and published cells"),
    "impact": ("impact", "everything downstream of an indicator or a register's entry"),
    "owners": ("owners", "CODEOWNERS from the registers"),
    "graph": ("graph", "which indicator reads which"),
    "sql": ("sql", "the catalogue as views, in the dialect of a database"),
    "store": ("store", "the place where observations are kept: make, copy, ask, check"),
    "test": ("test", "the tests that analysts wrote, and properties"),
    "rule": ("rule", "what a finding means and how to fix it"),
    "init": ("init", "a small project that validates, to begin from"),
    "schema": ("schema", "the JSON Schemas for editors"),
}


class _Help(argparse.HelpFormatter):
    """Help as wide as COLUMNS says; the usual one loads archives and locks to ask the terminal."""

    def __init__(self, prog: str) -> None:
        columns = os.environ.get("COLUMNS", "")
        super().__init__(prog, width=(int(columns) if columns.isdecimal() else 80) - 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; give the exit code: 0 clean, 1 findings, 2 not understood."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdout is None:
        # started with its output closed: there is nobody to say anything to
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    try:
        options = _parser(given).parse_args(given)
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except KpilibError as error:
        from kpilib.values.safe import for_stream, one_line

        text = one_line(str(error)).replace("##[", "##(")
        print(for_stream(f"kpilib: {text}", sys.stderr.encoding), file=sys.stderr)
        return 2
    except BrokenPipeError:
        # whoever read has gone; what is still in the buffer has nowhere to go either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"kpilib: cannot print: {(error.strerror or '').lower()}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        return 130


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """Make the parser of the one command that is meant, or of all where none is."""
    parser = argparse.ArgumentParser(
        prog="kpilib", description="Say once what an indicator means, and publish it.",
        allow_abbrev=False, formatter_class=_Help,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(metavar="COMMAND", required=True, prog="kpilib")
    meant = [given[0]] if given and given[0] in COMMANDS else list(COMMANDS)
    for name in meant:
        module, words = COMMANDS[name]
        command = commands.add_parser(
            name, help=words, description=words, allow_abbrev=False, formatter_class=_Help
        )
        command.add_argument(
            "--project", metavar="DIR", help="the folder of the project file, instead of a search"
        )
        command.add_argument("-q", "--quiet", action="store_true", help="no progress on stderr")
        if len(meant) == 1:
            import_module(f"kpilib.commands.{module}").arguments(command)
    return parser


def _version() -> str:
    from kpilib.values.version import __version__

    return f"kpilib {__version__}"
