"""Values as SQL text, in the one dialect from which all others are made: PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from kpilib.values.rounding import plain

CANONICAL = "postgres"


def literal(text: str) -> str:
    """Give a text in quotes.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def number(value: Fraction | int | float) -> str:
    """Give a number as a float of double precision, rounded once.

    >>> number(Fraction(1, 2)), number(100)
    ('CAST(0.5 AS DOUBLE PRECISION)', 'CAST(100 AS DOUBLE PRECISION)')
    >>> number(1e-9)
    'CAST(1e-09 AS DOUBLE PRECISION)'
    """
    figure = float(value)
    shown = plain(figure) if 1e-6 <= abs(figure) < 1e16 or not figure else repr(figure)
    return f"CAST({shown} AS DOUBLE PRECISION)"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give lines of expressions as a relation.

    >>> table(("a", "b"), [("1", "'x'"), ("2", "'y'")])
    "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y'"
    """
    first, *others = rows
    named = ", ".join(f"{part} AS {head}" for part, head in zip(first, heads, strict=True))
    return " UNION ALL ".join([f"SELECT {named}", *(f"SELECT {', '.join(o)}" for o in others)])


def remark(text: str) -> str:
    """Give a text as a comment that ends where it should.

    >>> remark("a */ b")
    '/* a * / b */'
    """
    return "/* " + text.replace("*/", "* /").replace("/*", "/ *") + " */"
