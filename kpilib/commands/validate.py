"""``kpilib validate``: every finding of the whole project in one run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kpilib.commands.output import add_output, deliver, project_of
from kpilib.errors import UsageError
from kpilib.findings import Finding, Severity
from kpilib.outputs import FOR_PEOPLE, FORMATS, rendered
from kpilib.project import Project
from kpilib.reports.safe import one_line
from kpilib.rules import RULES


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--select", metavar="CODES", help="only these rules, with commas between")
    parser.add_argument("--ignore", metavar="CODES", help="all but these rules")
    parser.add_argument("--fail-on", choices=("error", "warning"), default="error")
    parser.add_argument("--statistics", action="store_true", help="count the findings by rule")
    parser.add_argument("--baseline", metavar="FILE", help="only findings that it does not hold")
    parser.add_argument("--write-baseline", metavar="FILE", help="write the findings as a baseline")
    parser.add_argument("--fix", action="store_true", help="mend what has one right remedy")
    parser.add_argument("--diff", action="store_true", help="show what --fix would change")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the findings; 1 if one of them is at or above --fail-on."""
    selected = _codes(options.select) or {rule.code for rule in RULES}
    wanted = selected - _codes(options.ignore)
    project = project_of(options)
    if options.diff:
        return _diff(project)
    if options.fix:
        project = _fix(project, options)
    findings = [finding for finding in project.findings if finding.code in wanted]
    if options.write_baseline is not None:
        return _write_baseline(options, findings)
    if options.baseline is not None:
        findings = _new(options.baseline, findings)
    if options.statistics:
        text = _statistics(findings)
    else:
        text = rendered(options.format, project, findings)
    deliver(text, options, for_person=options.statistics or options.format in FOR_PEOPLE)
    failing = set(Severity) if options.fail_on == "warning" else {Severity.ERROR}
    return int(any(finding.severity in failing for finding in findings))


def _codes(given: str | None) -> set[str]:
    if given is None:
        return set()
    known = {rule.code for rule in RULES}
    codes = {code.strip() for code in given.split(",") if code.strip()}
    if codes - known:
        raise UsageError(f"there is no rule `{min(codes - known)}`; see `kpilib rule`")
    return codes


def _diff(project: Project) -> int:
    """Print the remedies as a unified diff; 1 if there are any."""
    from difflib import unified_diff

    from kpilib.fixing.remedies import fixed

    found = fixed(project)
    lines: list[str] = []
    for name, (before, after) in found.items():
        old, new = (data.decode().split("\n") for data in (before, after))
        lines += unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm="")
    text = "".join(f"{one_line(line)}\n" for line in lines)
    deliver(text, argparse.Namespace(), for_person=True)
    return int(bool(found))


def _fix(project: Project, options: argparse.Namespace) -> Project:
    """Write the remedies, twice where one makes room for another; give the project as it is then.

    A file that changed since it was read is left alone.
    """
    from kpilib import atomic
    from kpilib.fixing.remedies import fixed

    for _ in range(3):
        found = fixed(project)
        if not found:
            break
        for name, (before, after) in found.items():
            path = project.root / name
            try:
                if path.read_bytes() == before:
                    atomic.write(path, after)
            except OSError as error:
                raise UsageError(f"{name} cannot be written: {error.strerror}") from None
            print(f"mended {one_line(name)}", file=sys.stderr)
        project = project_of(options)
    return project


def _write_baseline(options: argparse.Namespace, findings: Sequence[Finding]) -> int:
    from kpilib.outputs import baseline

    options.output = options.write_baseline
    deliver(baseline.written(findings), options)
    print(f"wrote {len(findings)} findings to {options.write_baseline}")
    return 0


def _new(path: str, findings: Sequence[Finding]) -> list[Finding]:
    from kpilib.outputs import baseline

    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read") from None
    return baseline.new(findings, baseline.read(text, path))


def _statistics(findings: Sequence[Finding]) -> str:
    counts = [(sum(f.code == rule.code for f in findings), rule) for rule in RULES]
    counts.sort(key=lambda pair: -pair[0])
    lines = [f"{n:6}  {rule.code}  {rule.severity:8} {rule.name}" for n, rule in counts if n]
    return "\n".join([*lines, f"{len(findings):6}  in all"]) + "\n"
