"""Columns of SQL, step by step.

A step is one SELECT over the step before it, which adds columns and keeps all it was given.
"""

from __future__ import annotations

from attrs import field, frozen

from kpilib.figures.sql.cell import Cell, Series


@frozen
class Step:
    """What one SELECT adds: columns as SQL text, and joins with what cannot be had otherwise."""

    columns: list[str] = field(factory=list)
    joins: list[str] = field(factory=list)


class Steps:
    """The steps over one relation: `stem` begins their names, `names` those of their columns."""

    def __init__(self, relation: str, stem: str, series: Series, names: str) -> None:
        self.relation, self._stem, self.series, self._names = relation, stem, series, names
        self._steps: list[Step] = []
        self._count = 0
        self._levels: dict[str, int] = {}

    def level(self, *cells: Cell) -> int:
        """Return the step after which all of these cells are there."""
        return max((self._levels.get(cell.value, 0) for cell in cells), default=0)

    def _new(self) -> str:
        self._count += 1
        return f"{self._names}{self._count}"

    def _step(self, level: int) -> Step:
        """Return the step of that number, from 1."""
        while len(self._steps) < level:
            self._steps.append(Step())
        return self._steps[level - 1]

    def is_named(self, cell: Cell) -> bool:
        """Say whether a cell has columns of its own already."""
        return cell.value in self._levels and cell.reason == f"{cell.value}r"

    def add(self, level: int, made: Cell) -> Cell:
        """Add three columns in the step behind `level`; return their names."""
        cell = named(self._new())
        columns = self._step(level + 1).columns
        columns += [
            f"{one} AS {name}" for one, name in zip(made.columns, cell.columns, strict=True)
        ]
        self._levels[cell.value] = level + 1
        return cell

    def middle(self, x: Cell, months: int, behind: str) -> str:
        """Join the middle of the values of the months ending here, ranked; return its column.

        It is there in the step behind that of `x`. `behind` is a further condition for the months
        that count, `earlier`, of a month, `now`.
        """
        level, own = self.level(x), f"{self._new()}j"
        source, keys = self.name(level), (*self.series.keys.split(", "), "month")
        whose = ", ".join(f"now.{key}" for key in keys)
        heads = ", ".join(f"now.{key} AS of_{key}" for key in keys)
        same = " AND ".join(f"now.{key} = earlier.{key}" for key in keys[:-1])
        join = " AND ".join(f"{own}.of_{key} = s.{key}" for key in keys)
        plain = ", ".join(f"of_{key}" for key in keys)
        self._step(level + 1).joins.append(
            f"LEFT JOIN (SELECT {plain}, AVG(middle) AS middle FROM (SELECT {heads},"
            f" earlier.{x.value} AS middle, ROW_NUMBER() OVER (PARTITION BY {whose}"
            f" ORDER BY earlier.{x.value}) AS n, COUNT(*) OVER (PARTITION BY {whose}) AS of_n"
            f" FROM {source} AS now JOIN {source} AS earlier ON {same}"
            f" AND earlier.month BETWEEN now.month - {months - 1} AND now.month{behind}"
            f" WHERE earlier.{x.value} IS NOT NULL) AS ranked"
            f" WHERE 2 * n BETWEEN of_n AND of_n + 2 GROUP BY {plain}) AS {own} ON {join}"
        )
        return f"{own}.middle"

    def name(self, level: int) -> str:
        """Return the name of the relation behind that many steps."""
        return f"{self._stem}_{level}" if level else self.relation

    @property
    def last(self) -> str:
        """The name of the relation behind all steps."""
        return self.name(len(self._steps))

    def selects(self) -> list[tuple[str, str]]:
        """Return every step with its name."""
        found = []
        for number, step in enumerate(self._steps, 1):
            columns = ", ".join(("s.*", *step.columns))
            joins = "".join(f" {join}" for join in step.joins)
            found.append(
                (self.name(number), f"SELECT {columns} FROM {self.name(number - 1)} AS s{joins}")
            )
        return found


def named(column: str) -> Cell:
    """Return the cell of which that is the column of values.

    >>> named("v1")
    Cell(value='v1', reason='v1r', bound='v1e', written=False)
    """
    return Cell(column, f"{column}r", f"{column}e")
