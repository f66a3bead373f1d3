"""Findings as lines: what no line may do, and how long a listing may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kpilib.project.project import Project
from kpilib.values.findings import Finding, Severity
from kpilib.values.safe import one_line

#: a message or a path is at most so long in print
LONGEST = 300
#: a listing for people is at most so long, in bytes
MOST_BYTES = 64_000


def fingerprints(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what stays the same while a finding moves up or down its file, each once."""
    import hashlib

    seen: Counter[str] = Counter()
    for finding in findings:
        key = "\0".join((finding.code, finding.span.file, finding.ref or "", finding.message))
        seen[key] += 1
        yield hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "replace")).hexdigest()


def shown(text: str) -> str:
    """Give a text that no terminal and no CI log obeys, at most 300 characters of it."""
    text = one_line(text).replace("##[", "##(")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def where(finding: Finding) -> str:
    """Give file, line and column; a long path is cut in the middle."""
    path = one_line(finding.span.file).replace("##[", "##(")
    if len(path) > LONGEST:
        path = f"{path[: LONGEST // 2]}…{path[-LONGEST // 2 :]}"
    return f"{path}:{finding.span.line}:{finding.span.column}"


def head(finding: Finding) -> str:
    """Give the line that says it all."""
    return f"{where(finding)}: {finding.severity} {finding.code}: {shown(finding.message)}"


def counted(project: Project, findings: Sequence[Finding]) -> str:
    """Give the last line: how many there are, and of what was looked at."""
    counts = [(sum(f.severity == severity for f in findings), severity) for severity in Severity]
    said = ", ".join(f"{n} {severity}{'s' * (n != 1)}" for n, severity in counts if n)
    checked = f"{len(project.catalogue)} indicators in {project.files} files"
    return f"{said or 'no findings'}; checked {checked}"


def limited(blocks: Iterable[list[str]], total: int, used: int = 0) -> list[str]:
    """Give the lines of blocks up to the limit, and a line that counts the blocks left out.

    `used` is the number of bytes that are printed already.
    """
    lines: list[str] = []
    size = used
    for number, block in enumerate(blocks):
        size += sum(len(line.encode("utf-8", "replace")) + 1 for line in block)
        if size > MOST_BYTES - 200:
            lines.append(f"... and {total - number} more; --format json has all of them")
            break
        lines += block
    return lines
