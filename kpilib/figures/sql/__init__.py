"""The whole catalogue as SQL views, for figures where the data lives. Needs ``kpilib[sql]``."""

from kpilib.figures.sql.script import DIALECTS, script

__all__ = ["DIALECTS", "script"]
