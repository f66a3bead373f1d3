"""A catalogue as a script of views, in the dialect of a database: `kpilib sql`."""

from __future__ import annotations

from kpilib.figures.sql.context import Relation
from kpilib.figures.sql.text import CANONICAL, remark
from kpilib.figures.sql.views import Views, with_tables
from kpilib.project.project import Project
from kpilib.values.errors import UsageError
from kpilib.values.suggest import did_you_mean

#: the dialects that are tested; sqlglot knows more, and they are taken too
DIALECTS = ("duckdb", "postgres", "spark", "bigquery", "tsql")
#: the schema of the views, which is that of a store's tables
SCHEMA = "kpilib."
#: batches end so in T-SQL, where a view has to be the first statement of one
_BATCH = {"tsql": "\nGO\n"}
#: databases that would put the columns of each step in place of their names in the next, again and
#: again, until the expressions fill the memory
_KEPT_APART = ("postgres",)


def views_of(
    project: Project,
    dataset: str | None = None,
    *,
    prefix: str = "",
    as_of: str | None = None,
    stretch: tuple[int | None, int | None] = (None, None),
    wanted: tuple[str, ...] | None = None,
) -> Views:
    """Give the relations of a project's dataset."""
    project = project.known_by(as_of)
    if not project.datasets:
        return Views(project.catalogue, prefix=prefix, as_of=as_of, stretch=stretch, wanted=wanted)
    chosen = project.dataset(dataset)
    columns = project.specs.columns[chosen.dataset]
    return Views(
        columns.catalogue, chosen, columns, prefix=prefix, as_of=as_of, stretch=stretch,
        wanted=wanted,
    )  # fmt: skip


def script(
    project: Project,
    dataset: str | None = None,
    *,
    dialect: str = "duckdb",
    as_of: str | None = None,
) -> str:
    """Write the views of a dataset over the tables ``kpilib.observation`` and ``.submission``.

    ``kpilib.figure`` has the rows and ``kpilib.derived`` their columns: ref, geography, period,
    value, reason, printed. Raises UsageError for a dialect that sqlglot does not know or cannot say
    them in, and where sqlglot is not installed. See https://sqlglot.com/sqlglot.html.
    """
    return script_of(views_of(project, dataset, prefix=SCHEMA, as_of=as_of), dialect)


def script_of(views: Views, dialect: str) -> str:
    """Write views as a script: those of before dropped, then each made."""
    relations = views.views()
    drops = [f"DROP VIEW IF EXISTS {name}" for name, _ in reversed(relations)]
    creates = [f"CREATE VIEW {name} AS {select}" for name, select in relations]
    notes = [f"{remark(words)}\n" for words in views.left.values()]
    end = _BATCH.get(dialect, "\n")
    statements = transpiled([*drops, *creates], dialect)
    if dialect not in DIALECTS:
        _parsed_back(statements, dialect)
        notes.append(f"{remark(f'written for {dialect}, with which it was never run')}\n")
    return "".join([*notes, *(f"{statement};{end}" for statement in statements)])


def _parsed_back(statements: list[str], dialect: str) -> None:
    """Raise UsageError where what sqlglot wrote for a dialect is none of its own."""
    import sqlglot
    from sqlglot.expressions import Create, Drop

    try:
        found = [sqlglot.parse_one(one, read=dialect) for one in statements]
    except sqlglot.errors.SqlglotError:
        found = []
    if not found or not all(isinstance(one, Create | Drop) for one in found):
        raise UsageError(f"the views cannot be said in the dialect `{dialect}`")


def query(relations: list[Relation], last: str, dialect: str) -> str:
    """Write one query: the relations as common table expressions, and a SELECT over them."""
    return transpiled([with_tables(relations, last)], dialect)[0]


def transpiled(statements: list[str], dialect: str) -> list[str]:
    """Put statements into a dialect."""
    try:
        import sqlglot
    except ModuleNotFoundError:
        raise UsageError("kpilib sql needs sqlglot: pip install kpilib[sql]") from None
    known = sorted(one.value for one in sqlglot.Dialects if one.value)
    if dialect not in known:
        near = did_you_mean(dialect, DIALECTS)
        also = f"; did you mean `{near}`?" if near else ""
        raise UsageError(f"there is no dialect `{dialect}`{also} (tested: {', '.join(DIALECTS)})")
    trees = [sqlglot.parse_one(one, read=CANONICAL) for one in statements]
    if dialect in _KEPT_APART:
        for tree in trees:
            for table in tree.find_all(sqlglot.exp.CTE):
                table.set("materialized", True)
    # NULLs have no place in the order of months, of which sqlglot would warn
    silent = sqlglot.ErrorLevel.IGNORE
    return [tree.sql(dialect, pretty=True, unsupported_level=silent) for tree in trees]
