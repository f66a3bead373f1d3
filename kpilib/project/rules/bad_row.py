"""KPI401 bad-row: a row of a CSV file does not fit.

What it reports
    Rows with too few cells, values that are no plain number, months that are none, markers that
    are not known, files without the header.

Why it matters
    The row is not stored; the figure of that month would be missing.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,"1,090"

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,1090
"""
