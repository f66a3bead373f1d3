"""The recipe of the docs, run on Spark."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyarrow.parquet
import pytest

import kpilib
import kpilib.spark
from kpilib.figures.streams.tables import plain_table
from tests.conftest import ROOT
from tests.differential.cases import indicator, rows
from tests.differential.servers import session

pytestmark = [
    pytest.mark.external,
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning:pyspark"),
]
PAGE = ROOT / "docs" / "how-to" / "evaluate-a-nation.md"


def test_a_place_that_is_not_named_is_the_datasets() -> None:
    """As in a CSV file; a period that is none is said."""
    catalogue = rows(indicator("A0"))
    heads = "ref string, geography string, period string, value double"
    with session() as cluster:
        lines = [("A0", None, "2016-01", 1.0), ("A0", "", "2016-02", 2.0)]
        found = kpilib.spark.evaluate(cluster.createDataFrame(lines, heads), catalogue).collect()
        wrong = cluster.createDataFrame([("A0", "x", "soon", 1.0)], heads)
        with pytest.raises(kpilib.UsageError, match="`soon` is no period"):
            kpilib.spark.evaluate(wrong, catalogue)
    assert sorted((row.geography, row.period, row.printed) for row in found) == [
        ("local", "2016-01", "1"),
        ("local", "2016-02", "2"),
    ]


def test_the_recipe_gives_the_figures_of_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Observations exported, read by Spark, evaluated there, written and compared."""
    for name in ("indicators", "specs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "kpilib.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    from kpilib.commands import main

    assert main(["store", "export", "observations.parquet"]) == 0
    (recipe,) = re.findall(r"```py\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    for name in ("observations.parquet", "figures"):
        # Spark knows the folder in which its own process was started, not ours
        recipe = recipe.replace(f'"{name}"', repr(str(tmp_path / name)))
    with session():
        exec(recipe, {})
    columns = ["ref", "geography", "period", "column", "value", "reason", "printed", "direction"]
    found = pyarrow.parquet.read_table("figures").select(columns).to_pylist()
    expected = plain_table(kpilib.evaluate("."), ["change_month"]).select(columns).to_pylist()
    assert sorted(map(str, found)) == sorted(map(str, expected))
