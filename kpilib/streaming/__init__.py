"""Evaluation of what does not fit in memory: a block of geographies at a time.

``write(Blocks(project, source), "figures.parquet")``: `source` is any store, or a `ParquetSource`.
"""

from kpilib.streaming.blocks import Blocks
from kpilib.streaming.parquet_source import ParquetSource
from kpilib.streaming.sinks import write

__all__ = ["Blocks", "ParquetSource", "write"]
