"""The small catalogue whose scripts are kept: `python -m tests.sql.golden` writes them anew."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from kpilib.figures.sql.script import DIALECTS, SCHEMA, script_of
from kpilib.figures.sql.views import Views
from kpilib.language.columns import Columns
from tests.differential.cases import dataset, indicator, rows

FOLDER = Path(__file__).parent.parent / "golden" / "sql"
#: a name that ends a text, a comment and a statement wherever it is not kept as a text
QUOTED = "it's \\' \" ` */ ; DROP TABLE x; -- é"


def views() -> Views:
    """Give the views of a catalogue with a name made to break out of them."""
    catalogue = rows(
        indicator("A0", introduced=24_190),
        indicator(QUOTED),
        indicator("share", f"percent([A0], [{QUOTED}])", decimals=1),
        indicator("people", "rate([A0])", denominator="children"),
        indicator("run", "coalesce(previous([run]), 0) + [A0]"),
        children=Fraction(49_209),
    )
    chosen = dataset()
    return Views(catalogue, chosen, Columns(catalogue, chosen), prefix=SCHEMA)


def main() -> None:
    """Write the scripts."""
    FOLDER.mkdir(exist_ok=True)
    for dialect in DIALECTS:
        (FOLDER / f"{dialect}.sql").write_text(script_of(views(), dialect), "utf-8")


if __name__ == "__main__":
    main()
