"""Kernel, slow model, SQL in DuckDB and PostgreSQL, and Spark give one set of figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, settings

from tests.differential.cancelling import cancelling
from tests.differential.cases import Case, cases, compare, compared, thorough, ties
from tests.differential.engines import by_sql, kernel, model
from tests.differential.servers import ENGINES, Engine

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
# what Spark says of the pandas it finds, and of its own use of it
pytestmark = pytest.mark.filterwarnings(
    "ignore::FutureWarning", "ignore::DeprecationWarning:pyspark"
)
#: engines with the number of random cases each is given
EXTERNAL = {"postgres": 30, "spark": 5, "spark-sql": 1}
PARAMS = [
    pytest.param("duckdb", marks=[]),
    *(pytest.param(name, marks=[pytest.mark.external]) for name in EXTERNAL),
]


@pytest.fixture(scope="module")
def engines() -> Iterator[dict[str, Engine]]:
    """Start each engine once, when it is first asked for."""
    with ExitStack() as stack:

        class Started(dict[str, Engine]):
            def __missing__(self, name: str) -> Engine:
                self[name] = stack.enter_context(ENGINES[name]())
                return self[name]

        yield Started()


@given(cases())
@settings(max_examples=8, suppress_health_check=SLOW)
def test_kernel_model_and_duckdb_agree(engines: dict[str, Engine], case: Case) -> None:
    """Value, reason, printed text and direction of every cell of random catalogues."""
    if len(case.observations):
        figures = kernel(case)
        compare(figures, model(case), "model")
        compare(figures, engines["duckdb"](case), "duckdb")


@pytest.mark.external
@pytest.mark.parametrize("name", EXTERNAL)
def test_servers_and_clusters_agree(engines: dict[str, Engine], name: str) -> None:
    """The same, by what needs a server or Java."""

    @given(cases(size=5 if name == "spark-sql" else 7))
    @settings(max_examples=EXTERNAL[name], suppress_health_check=SLOW, deadline=None)
    def agree(case: Case) -> None:
        if len(case.observations):
            compare(kernel(case), engines[name](case), name)

    agree()


@pytest.mark.parametrize("name", PARAMS[:-1])
def test_every_function_and_every_awkward_figure(engines: dict[str, Engine], name: str) -> None:
    """What chance does not reach: pooled, stocks to date, thousands, quotes, 30 inputs."""
    for case in thorough():
        figures = kernel(case)
        assert compare(figures, model(case), "model") > 10_000
        assert compare(figures, engines[name](case), name) == len(figures)


@pytest.mark.parametrize("name", PARAMS)
def test_whole_numbers_round_as_their_fractions_do(engines: dict[str, Engine], name: str) -> None:
    """Percentages, rates and changes, a third of them ties, against exact rational half-up."""
    case, exact = ties({"spark": 300, "spark-sql": 60}.get(name, 900))
    for figures in (kernel(case), engines[name](case)):
        assert {key: figures[key].printed for key in exact} == exact


@pytest.mark.parametrize("name", PARAMS[:-2])
def test_what_cancels_is_zero(engines: dict[str, Engine], name: str) -> None:
    """Remainders of decimals, months that come to nothing and what is divided by them.

    Arrays and fractions never differ; views only where they print nothing instead.
    """
    for number in range(1 if name == "duckdb" else 2):
        case = cancelling(number)
        figures = kernel(case)
        compare(figures, model(case), "model")
        found = compared(by_sql(figures, case), engines[name](case))
        assert not found.differences
        assert found.cells > 10_000
        assert found.silent < found.cells / 20
