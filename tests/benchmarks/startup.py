"""Whole processes against the imports they stand on: `validate` of one indicator, the report.

python tests/benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.conftest import BASE, indicator, lay

RUNS = 20
ROOT = Path(__file__).parents[2]
REPORT = ["report", "--project", str(ROOT), "--period", "2016-09", "--format", "json"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {name: text for name, text in BASE.items() if "dataset" not in name}
        lay(Path(folder), {**files, "indicators/a.yaml": indicator("A")})
        commands = {
            "validate": [sys.executable, "-m", "kpilib", "validate"],
            "imports": [sys.executable, "-c", "import argparse, yaml, attrs"],
            "report": [sys.executable, "-m", "kpilib", *REPORT],
            "numpy": [sys.executable, "-c", "import numpy"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(RUNS + 2):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
                if number >= 2:
                    times[name].append(time.perf_counter() - start)
        medians = {name: 1000 * statistics.median(found) for name, found in times.items()}
        print({name: f"{median:.0f} ms" for name, median in medians.items()})
        print(f"validate / imports: {medians['validate'] / medians['imports']:.2f}")
        print(f"report --format json / numpy: {medians['report'] / medians['numpy']:.2f}")


if __name__ == "__main__":
    main()
