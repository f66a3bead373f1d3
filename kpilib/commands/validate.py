"""``kpilib validate``: every finding of the whole project in one run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from kpilib.commands.output import add_output, deliver, project_of
from kpilib.project.project import Project
from kpilib.project.rules import RULES
from kpilib.publications.findings import FOR_PEOPLE, FORMATS, rendered
from kpilib.publications.findings.lines import counted
from kpilib.values.errors import UsageError
from kpilib.values.findings import Finding, Severity


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--select", metavar="CODES", help="only these rules, with commas between")
    parser.add_argument("--ignore", metavar="CODES", help="all but these rules")
    parser.add_argument("--fail-on", choices=("error", "warning"), default="error")
    words = "ask for the reason of every definition that differs from this revision"
    parser.add_argument("--base", metavar="REVISION", help=words)
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
    project = _project(options)
    if options.diff or options.fix:
        from kpilib.commands import mending
    if options.diff:
        return mending.show(project)
    if options.fix:
        mending.mend(project, lambda: project_of(options))
        project = project_of(options)
    findings = [finding for finding in project.findings if finding.code in wanted]
    if options.write_baseline is not None or options.baseline is not None:
        from kpilib.commands import baselines
    if options.write_baseline is not None:
        return baselines.write(options, findings)
    if options.baseline is not None:
        findings = baselines.new(options.baseline, findings)
    if options.statistics:
        text = _statistics(findings)
    else:
        # nothing to show needs no more than the count
        plain = options.format in FOR_PEOPLE and not findings
        text = f"{counted(project, ())}\n" if plain else rendered(options.format, project, findings)
    deliver(text, options, for_person=options.statistics or options.format in FOR_PEOPLE)
    failing = set(Severity) if options.fail_on == "warning" else {Severity.ERROR}
    return int(any(finding.severity in failing for finding in findings))


def _project(options: argparse.Namespace) -> Project:
    """Read the project, beside what it was in the base where one is given."""
    if options.base is None:
        return project_of(options)
    import os
    from pathlib import Path

    from kpilib.project.revisions.revisions import merge_base, opened_revision
    from kpilib.project.validation import examined
    from kpilib.project.yaml.configuration import at, find

    configuration = find(os.curdir) if options.project is None else at(options.project)
    folder = Path(configuration.root)
    with opened_revision(merge_base(options.base, folder), folder) as base:
        return examined(configuration, base)


def _codes(given: str | None) -> set[str]:
    if given is None:
        return set()
    known = {rule.code for rule in RULES}
    codes = {code.strip() for code in given.split(",") if code.strip()}
    if not codes:
        raise UsageError("--select and --ignore take codes, with commas between: KPI201,KPI204")
    if codes - known:
        raise UsageError(f"there is no rule `{min(codes - known)}`; see `kpilib rule`")
    return codes


def _statistics(findings: Sequence[Finding]) -> str:
    counts = [(sum(f.code == rule.code for f in findings), rule) for rule in RULES]
    counts.sort(key=lambda pair: -pair[0])
    lines = [f"{n:6}  {rule.code}  {rule.severity:8} {rule.name}" for n, rule in counts if n]
    return "\n".join([*lines, f"{len(findings):6}  in all"]) + "\n"
