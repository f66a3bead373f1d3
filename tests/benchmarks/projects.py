"""Projects of any size for the benchmarks: three counts, a percentage and a rate in five."""

from __future__ import annotations

from pathlib import Path


def write(folder: Path, indicators: int) -> Path:
    """Write a project that validates, a file for every 500 indicators."""
    files = {
        "kpilib.toml": "",
        "specs/areas.yaml": "areas: {mash: MASH}\n",
        "specs/people.yaml": "people: {ann: {name: Ann Lee}}\n",
        "specs/denominators.yaml": (
            "denominators:\n  - id: children\n    title: Children\n    values:\n"
            "      - {from: 2015-01, value: 20000, source: example}\n"
        ),
    }
    rows = []
    for n in range(indicators):
        head = f"- ref: I{n}\n  title: Measure {n} of the service\n  area: mash\n  owner: ann\n"
        if n % 5 == 3:
            rows.append(f"{head}  formula: percent([I{n - 2}], [I{n - 3}])\n")
        elif n % 5 == 4:
            rows.append(f"{head}  formula: rate([I{n - 4}])\n  denominator: children\n")
        else:
            rows.append(f"{head}  unit: count\n  measure: flow\n")
    for start in range(0, indicators, 500):
        files[f"indicators/f{start:06}.yaml"] = "\n".join(rows[start : start + 500])
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder
