"""The version of kpilib."""

__version__ = "0.1.0"
