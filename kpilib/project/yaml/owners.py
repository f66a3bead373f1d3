"""Who is asked to review which file: CODEOWNERS from the registers."""

from __future__ import annotations

from kpilib.language.catalogue import Catalogue


def codeowners(catalogue: Catalogue, specs: str, within: str = "") -> str:
    """Give the text of a CODEOWNERS file: the owners and accountable people of each file.

    `within` is the project's folder in its repository, such as ``council/``. People without
    `github`, and people who have left, own nothing.
    """
    people = catalogue.registers.people
    names = {
        id_: person.github
        for id_, person in people.items()
        if person.github and person.left is None
    }
    by_file: dict[str, dict[str, None]] = {}
    for row in catalogue:
        owners = by_file.setdefault(row.span.file, {})
        for id_ in (row.owner, row.accountable):
            if id_ in names:
                owners[f"@{names[id_]}"] = None
    lines = ["# the owners of each file's indicators, from people.yaml"]
    for file, owners in by_file.items():
        if owners:
            lines.append(f"/{_escaped(within + file)} {' '.join(owners)}")
    everyone = dict.fromkeys(owner for owners in by_file.values() for owner in owners)
    lines += [f"/{_escaped(within + specs)}/ {' '.join(everyone)}"] if everyone else []
    return "\n".join(lines) + "\n"


def _escaped(path: str) -> str:
    """Write a path so that it is no pattern."""
    return "".join(f"\\{one}" if one in " #[]!*?\\" else one for one in path)
