"""Formulas and projects of chance: nothing but findings may come of them. Run by hand.

python tests/benchmarks/fuzz.py formulas 1000000
python tests/benchmarks/fuzz.py projects 20000
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kpilib import read
from kpilib.language.binding import bind
from kpilib.language.parser import parse
from kpilib.language.tokens import FormulaFault, Untold
from kpilib.language.types import Scope, Type
from kpilib.publications.findings import FORMATS, rendered

ROOT = Path(__file__).parents[2]
WORDS = [
    "[A]", "[B]", "[P]", "[A", "]", "1", "0.5", "9" * 40, "+", "-", "*", "/", "(", ")", ",",
    "percent(",
    "rate(", "change(", "mean(", "total(", "pooled(", "coalesce(", "least(", "previous(", "months=",
    "at_least=", "points=", "true", "3", "121", "<=", "=", "<>", "value", "abs(",
    "year_to_date(", "x", " ",
    "\u00a0", "\u202e", "#", ":", "'", '"', "é", "١", "**", "%", "[M1] ",
]  # fmt: skip
TYPES = {"A": Type("count", "flow"), "B": Type("count", "stock"), "P": Type("percent")}


def one_formula(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return "".join(chr(rng.randrange(1, 0x2100)) for _ in range(rng.randrange(30)))
    return "".join(rng.choice(WORDS) for _ in range(rng.randrange(14)))


def type_of(ref: str) -> Type:
    if ref not in TYPES:
        raise Untold
    return TYPES[ref]


def formulas(count: int) -> str:
    rng = random.Random(1)
    scope = Scope("people", 10_000, 4, lambda ref: None, lambda ref: frozenset())
    right = 0
    for _ in range(count):
        text = one_formula(rng)
        try:
            bind(parse(text), type_of, scope, check=rng.random() < 0.3, value=TYPES["A"])
            right += 1
        except (FormulaFault, Untold):
            pass
    return f"{count:,} formulas, {right:,} of them right"


def mutated(rng: random.Random, data: bytes) -> bytes:
    text = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        place = rng.randrange(len(text) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            text[place : place + rng.randrange(1, 40)] = b""
        elif kind == 1:
            text[place:place] = rng.choice(WORDS).encode()
        elif kind == 2:
            text[place:place] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 4)))
        elif kind == 3:
            other = rng.randrange(len(text) + 1)
            text[place:place] = text[other : other + rng.randrange(60)]
        else:
            text[place:place] = rng.choice(
                (b"\n", b"  ", b"- ", b"\t", b": ", b"{", b"[", b"&a ", b"*a", b"---\n", b"'", b'"')
            )
    return bytes(text)


def projects(count: int) -> str:
    rng = random.Random(2)
    findings = 0
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        for name in ("indicators", "specs"):
            shutil.copytree(ROOT / name, base / name)
        (base / "kpilib.toml").write_text("")
        shutil.rmtree(base / "specs" / "schema")
        files = [p for p in base.rglob("*") if p.is_file() and p.suffix in (".yaml", ".csv")]
        for number in range(count):
            path = rng.choice(files)
            before = path.read_bytes()
            path.write_bytes(mutated(rng, before))
            project = read(base)
            findings += len(project.findings)
            rendered(FORMATS[number % len(FORMATS)], project, project.findings)
            path.write_bytes(before)
    return f"{count:,} projects, {findings:,} findings"


if __name__ == "__main__":
    start = time.perf_counter()
    work = formulas if sys.argv[1] == "formulas" else projects
    print(work(int(sys.argv[2])), f"in {time.perf_counter() - start:.0f} s, no exception but ours")
