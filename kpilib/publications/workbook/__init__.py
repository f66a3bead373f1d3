"""Workbooks: a report as XLSX, one table a sheet, with formulas of Excel where they are wanted."""
