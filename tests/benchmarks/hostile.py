"""Hostile projects, each validated by a process of its own: seconds and memory. Run by hand.

python tests/benchmarks/hostile.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.hostile import CASES


def main() -> None:
    worst = 0.0, 0
    for name, write, _ in CASES:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / "p")
            command = [sys.executable, "-m", "kpilib", "validate", "--project", f"{folder}/p"]
            start = time.perf_counter()
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            wall, memory = time.perf_counter() - start, usage.ru_maxrss // 1024
            worst = max(worst[0], wall), max(worst[1], memory)
            print(f"{name:34} exit {process.returncode}  {wall:5.2f} s  {memory:4} MB")
    print(f"worst: {worst[0]:.2f} s, {worst[1]} MB")


if __name__ == "__main__":
    main()
