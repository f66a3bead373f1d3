"""From findings to edits: only where there is one right remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kpilib.language.parser import parse
from kpilib.language.tokens import FormulaFault
from kpilib.project.fixes.edits import Edit, Source, applied, ordered_keys
from kpilib.project.fixes.meaning import harmless
from kpilib.project.project import Project
from kpilib.project.yaml import fields
from kpilib.values.files import Entry, read_bytes
from kpilib.values.findings import Finding
from kpilib.values.text import MOST_BYTES

_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2018": "'", "\u2019": "'"})
#: of edits that do harm together, so many are tried alone
_ONE_BY_ONE = 60
_ORDER = [field.name for field in fields.INDICATOR]


def fixed(project: Project) -> dict[str, tuple[bytes, bytes]]:
    """Give the files that have remedies, by name: their bytes as they are and as they should be."""
    by_file: dict[str, list[Finding]] = {}
    for finding in project.findings:
        by_file.setdefault(finding.span.file, []).append(finding)
    for row in project.catalogue:
        by_file.setdefault(row.span.file, [])
    found = {}
    for name, findings in sorted(by_file.items()):
        if not name.endswith(".yaml"):
            continue
        before = read_bytes(Entry(str(project.root / name), name, False), MOST_BYTES, [])
        after = _fixed(project, name, before, findings) if before is not None else None
        if before is not None and after is not None and after != before:
            found[name] = before, after
    return found


def _fixed(project: Project, name: str, data: bytes, findings: list[Finding]) -> bytes | None:
    try:
        source = Source(data)
    except UnicodeDecodeError:
        return None
    had_mark = source.had_mark
    chosen: list[Edit] = []
    for code in _REMEDIES:
        mine = [finding for finding in findings if finding.code == code]
        remedies = [list(_remedy(project, source, finding)) for finding in mine]
        chosen += _harmless(code, source.text, remedies)
    if not chosen and not any(finding.code.startswith("KPI1") for finding in findings):
        chosen = _harmless("order", source.text, [list(_orders(project, source, name))])
    text = applied(source.text, chosen)
    if not harmless("together", source.text, text):
        return None
    mends_mark = had_mark and any(finding.code == "KPI108" for finding in findings)
    return text.encode() if mends_mark or not had_mark else f"\ufeff{text}".encode()


def _harmless(code: str, text: str, remedies: list[list[Edit]]) -> list[Edit]:
    """Give the remedies of a rule if the file then means what it should, else the harmless ones."""
    edits = [edit for remedy in remedies for edit in remedy]
    if not edits or harmless(code, text, applied(text, edits)):
        return edits
    kept: list[Edit] = []
    for remedy in remedies[:_ONE_BY_ONE] if len(remedies) > 1 else ():
        if remedy and harmless(code, text, applied(text, [*kept, *remedy])):
            kept += remedy
    return kept


def _remedy(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    remedy = _REMEDIES.get(finding.code)
    if remedy is not None:
        yield from remedy(project, source, finding)


def _stretch(source: Source, finding: Finding) -> tuple[int, int, str]:
    span = finding.span
    first = source.offset(span.line, span.column)
    end = source.offset(span.end_line, span.end_column)
    return first, end, source.text[first:end]


def _meant(finding: Finding, before: str, after: str) -> str | None:
    """Give the name that the hint proposes."""
    hint = finding.hint or ""
    start = f"did you mean {before}"
    return hint.removeprefix(start).removesuffix(f"{after}?") if hint.startswith(start) else None


def _key(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    first, end, text = _stretch(source, finding)
    name = _meant(finding, "`", "`")
    row = project.catalogue.indicators.get(finding.ref or "")
    taken = row is not None and name in row.places
    if name is not None and not taken and _near(text, name):
        yield Edit(first, end, name)


def _ref(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    first, end, text = _stretch(source, finding)
    name = _meant(finding, "[", "]")
    if name is not None and text.startswith("[") and _alone(text[1:-1], name, project):
        yield Edit(first, end, f"[{name}]")


def _near(one: str, other: str) -> bool:
    import difflib

    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio() >= 0.8


def _alone(wrong: str, name: str, project: Project) -> bool:
    """Say whether a ref differs from one known ref, and no other, in case and spaces only."""
    folded = ["".join(ref.lower().split()) for ref in project.catalogue.indicators]
    wanted = "".join(wrong.lower().split())
    return folded.count(wanted) == 1 and wanted == "".join(name.lower().split())


def _straight(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    line = finding.span.line
    first, text = source.offset(line, 1), source.line(line)
    for place, character in enumerate(text):
        if ord(character) in _QUOTES:
            yield Edit(first + place, first + place + 1, character.translate(_QUOTES))


def _deleted(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    first, end, text = _stretch(source, finding)
    if not text.strip(" \t"):
        yield Edit(first, end, "")


def _spaced(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    first, end, text = _stretch(source, finding)
    if text.isspace():
        yield Edit(first, end, " " * len(text))


def _line_ends(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    """Give every line the end of the first."""
    windows = source.line(1).endswith("\r\n")
    for number in range(1, source.lines):
        line = source.line(number)
        end = source.offset(number + 1, 1)
        if windows and not line.endswith("\r\n"):
            yield Edit(end - 1, end - 1, "\r")
        elif not windows and line.endswith("\r\n"):
            yield Edit(end - 2, end - 1, "")


def _quoted(project: Project, source: Source, finding: Finding) -> Iterator[Edit]:
    """Quote a formula that YAML cuts at `` #``, where it is one with the rest of the line."""
    row = project.catalogue.indicators.get(finding.ref or "")
    place = row.places.get("formula") if row else None
    if place is None or row is None or row.formula is None:
        return
    first = source.offset(place.span.line, place.span.column)
    line_end = source.offset(place.span.line + 1, 1)
    rest = source.text[first:line_end].rstrip()
    if rest == row.formula or not rest.startswith(row.formula) or '"' in rest or "\\" in rest:
        return
    try:
        parse(rest)
    except FormulaFault:
        return
    yield Edit(first, first + len(rest), f'"{rest}"')


def _orders(project: Project, source: Source, name: str) -> Iterator[Edit]:
    """Put the keys of every indicator of a file into their order."""
    rows = [row for row in project.catalogue if row.span.file == name]
    lines = [min(place.span.line for place in row.places.values()) for row in rows]
    for row, following in zip(rows, [*lines[1:], source.lines + 1], strict=True):
        keys = sorted(
            ((key, place.span.line) for key, place in row.places.items()), key=lambda pair: pair[1]
        )
        at = [(key, _key_line(source, key, line)) for key, line in keys]
        if all(line for _, line in at):
            known = [(key, line) for key, line in at if line is not None]
            yield from ordered_keys(source, known, following - 1, _ORDER)


def _key_line(source: Source, key: str, line: int) -> int | None:
    """Give the line on which a key stands; its value may begin below it."""
    for number in range(line, max(line - 4, 0), -1):
        if source.line(number).strip().removeprefix("- ").startswith(f"{key}:"):
            return number
    return None


_REMEDIES: Mapping[str, Callable[[Project, Source, Finding], Iterator[Edit]]] = {
    "KPI104": _key,
    "KPI201": _ref,
    "KPI301": _quoted,
    "KPI507": _line_ends,
    "KPI508": _spaced,
    "KPI509": _straight,
    "KPI510": _deleted,
}
