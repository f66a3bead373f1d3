"""A comparison as the comment of a pull request: Markdown below GitHub's limit of 65,536 characters.

The first line is a marker by which a later comment finds the one it replaces.
"""  # noqa: E501

from __future__ import annotations

from kpilib.figures.difference.comparison import Comparison, Moved
from kpilib.figures.difference.outline import (
    because,
    change_lines,
    exact_words,
    heading,
    shown,
    verdict,
)
from kpilib.publications.findings.text import block
from kpilib.values.safe import for_markdown

MARKER = "<!-- kpilib diff -->"
_MOST_CHARACTERS = 60_000
#: so many changes, and so many figures in sight; the others are folded or left out
_CHANGES, _IN_SIGHT, _FINDINGS = 100, 25, 20
_LONGEST = 160


def to_markdown(found: Comparison) -> str:
    """Write the verdict, then tables of changes and figures; what is left out is said."""
    lines = [MARKER, f"**{_plain(verdict(found)[:1].upper() + verdict(found)[1:])}.**", ""]
    lines += _findings(found)
    lines += _changes(found)
    rest = found.moved
    if rest:
        lines += [f"### Published figures of {found.period} that move", ""]
        first, rest = rest[:_IN_SIGHT], rest[_IN_SIGHT:]
        lines += [*_head(found), *(_row(found, one) for one in first), ""]
    if words := exact_words(found):
        lines += [f"{words[:1].upper()}{words[1:]}.", ""]
    if found.not_compared:
        names = ", ".join(map(_plain, found.not_compared[:20]))
        lines += [f"Not compared, because one side cannot work them out: {names}.", ""]
    if rest:
        lines += _folded(found, rest, _MOST_CHARACTERS - sum(len(line) + 1 for line in lines))
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Give a text, cut, so that it is no markup, mentions nobody and leads nowhere."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return for_markdown(short)


def _findings(found: Comparison) -> list[str]:
    errors = [one for one in found.findings if one.severity == "error"]
    if not errors:
        return []
    lines = [f"### {len(errors)} errors in the specs", ""]
    for one in errors[:_FINDINGS]:
        lines.append(f"- {_plain(' '.join(line.strip() for line in block(one)))}")
    if len(errors) > _FINDINGS:
        lines.append(f"- and {len(errors) - _FINDINGS} more")
    return [*lines, ""]


def _changes(found: Comparison) -> list[str]:
    if not found.changes:
        return []
    lines = ["| | change | series |", "|---:|---|---|"]
    told = change_lines(found)
    for number, words, label in told[:_CHANGES]:
        lines.append(f"| {number} | {_plain(words)} | {label} |")
    if len(told) > _CHANGES:
        lines.append(f"| | and {len(told) - _CHANGES} more changes | |")
    return [*lines, ""]


def _head(found: Comparison) -> list[str]:
    why = " by |" if len(found.definitions) > 1 else ""
    rule = "---|" if why else ""
    if _is_of_many_places(found):
        return [f"| ref | place | cell | before | after |{why}", f"|---|---|---|---:|---:|{rule}"]
    return [f"| ref | cell | before | after |{why}", f"|---|---|---:|---:|{rule}"]


def _is_of_many_places(found: Comparison) -> bool:
    return len({one.geography for one in found.moved}) > 1


def _row(found: Comparison, one: Moved) -> str:
    cells = [one.ref, heading(found, one.column), shown(one.before), shown(one.after)]
    if _is_of_many_places(found):
        cells.insert(1, one.geography)
    if len(found.definitions) > 1:
        cells.append(because(found, one))
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _folded(found: Comparison, rest: tuple[Moved, ...], budget: int) -> list[str]:
    """Give the figures that are out of sight, as many as the comment can hold."""
    rows: list[str] = []
    room = budget - 400
    for one in rest:
        row = _row(found, one)
        room -= len(row) + 1
        if room < 0:
            break
        rows.append(row)
    left = len(rest) - len(rows)
    lines = [f"<details><summary>{len(rows):,} more figures</summary>", "", *_head(found), *rows]
    lines += ["", "</details>", ""] if rows else []
    if left:
        lines.append(
            f"{left:,} figures are left out here: `kpilib diff --format json` has them all."
        )
    return lines if rows else lines[len(_head(found)) + 2 :]
