"""`kpilib validate` beside sidemantic, promtool and vtlengine, whole processes in one run: by hand.

python tests/benchmarks/peers.py install    # prometheus by apt, the others in virtual environments
python tests/benchmarks/peers.py [50 1000 10000]

Each checks as many measures as it can of the same catalogue: sidemantic and promtool do not check
the formulas' units; vtlengine analyses one script of assignments.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import projects

ENVIRONMENTS = Path(tempfile.gettempdir()) / "kpilib-peers"
RUNS = {50: 5, 1000: 5, 10_000: 3}


def install() -> None:
    subprocess.run(["apt-get", "install", "-y", "-qq", "prometheus"], check=True)
    for name in ("sidemantic", "vtlengine"):
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENTS / name], check=True)
        pip = [ENVIRONMENTS / name / "bin" / "pip", "install", "-q", name]
        subprocess.run(pip, check=True)


def sidemantic(folder: Path, count: int) -> list[str]:
    lines = ["models:", "  - name: m", "    table: m", "    primary_key: id", "    metrics:"]
    lines += [f"      - {{name: i{n}, agg: sum, sql: c{n}}}" for n in range(count) if n % 5 < 3]
    lines += ["metrics:"]
    for n in range(count):
        if n % 5 == 3:
            lines.append(
                f"  - {{name: p{n}, type: ratio, numerator: m.i{n - 2}, denominator: m.i{n - 3}}}"
            )
        elif n % 5 == 4:
            lines.append(f"  - {{name: r{n}, type: derived, sql: m.i{n - 4} * 10000 / 20000}}")
    (folder / "sm").mkdir()
    (folder / "sm" / "m.yml").write_text("\n".join(lines))
    return [str(ENVIRONMENTS / "sidemantic" / "bin" / "sidemantic"), "validate", str(folder / "sm")]


def promtool(folder: Path, count: int) -> list[str]:
    lines = ["groups:", "  - name: g", "    rules:"]
    for n in range(count):
        expression = f"sum(c{n})"
        if n % 5 == 3:
            expression = f"100 * i{n - 2} / i{n - 3}"
        elif n % 5 == 4:
            expression = f"i{n - 4} / 20000 * 10000"
        lines += [f"      - record: i{n}", f"        expr: {expression}"]
    (folder / "rules.yml").write_text("\n".join(lines))
    return ["promtool", "check", "rules", str(folder / "rules.yml")]


def vtlengine(folder: Path, count: int) -> list[str]:
    names = [f"c{n}" for n in range(count) if n % 5 < 3]
    structure = [{"name": "month", "type": "String", "role": "Identifier", "nullable": False}]
    structure.append({"name": "v", "type": "Number", "role": "Measure", "nullable": True})
    sets = [{"name": name, "DataStructure": structure} for name in names]
    script = []
    for n in range(count):
        if n % 5 == 3:
            script.append(f"i{n} <- c{n - 2} / c{n - 3};")
        elif n % 5 == 4:
            script.append(f"i{n} <- c{n - 4} / 2;")
    (folder / "vtl.json").write_text(json.dumps([script, {"datasets": sets}]))
    code = (
        "import json, sys; from vtlengine import semantic_analysis as check;"
        "script, sets = json.load(open(sys.argv[1])); check(script='\\n'.join(script),"
        "data_structures=sets)"
    )
    python = str(ENVIRONMENTS / "vtlengine" / "bin" / "python")
    return [python, "-c", code, str(folder / "vtl.json")]


def kpilib(folder: Path, count: int) -> list[str]:
    projects.write(folder / "k", count)
    return [sys.executable, "-m", "kpilib", "validate", "--project", str(folder / "k")]


def timed(command: list[str], limit: float = 300) -> tuple[float, float, bool]:
    """Give wall and processor seconds of a process, and whether it passed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=limit, check=False,
            env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        passed = done.returncode == 0
    except subprocess.TimeoutExpired:
        passed = False
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, passed


def main(sizes: list[int]) -> None:
    for count in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            makers = (kpilib, sidemantic, promtool, vtlengine)
            commands = {make.__name__: make(folder, count) for make in makers}
            times: dict[str, list[tuple[float, float, bool]]] = {key: [] for key in commands}
            for _ in range(RUNS.get(count, 3)):
                for key, command in commands.items():
                    if times[key] and times[key][0][0] > 60:
                        continue
                    times[key].append(timed(command))
            for key, found in times.items():
                wall = statistics.median(wall for wall, _, _ in found)
                cpu = statistics.median(cpu for _, cpu, _ in found)
                passed = all(ok for _, _, ok in found)
                print(f"{count:6} {key:11} {wall:7.2f} s wall {cpu:7.2f} s cpu passed={passed}")


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        install()
    else:
        main([int(text) for text in sys.argv[1:]] or list(RUNS))
