"""Evaluation of what does not fit in memory: a block of geographies at a time.

``write(Blocks(project, source), "figures.parquet")``: `source` is any store, or a `ParquetSource`.
"""

from kpilib.figures.streams.blocks import Blocks
from kpilib.figures.streams.parquet_source import ParquetSource
from kpilib.figures.streams.sinks import write

__all__ = ["Blocks", "ParquetSource", "write"]
