"""Publishing: everything that a report, a workbook and a dictionary say beside the figures."""
