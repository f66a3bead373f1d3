"""KPI302 unknown-function: a formula calls a function that does not exist.

What it reports
    A function name that is not in the function table, with the nearest one. Names are in lower
    case.

Why it matters
    The formula gives no figure.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Second figure
      area: mash
      owner: ann
      formula: pct([A], [A])

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Second figure
      area: mash
      owner: ann
      formula: percent([A], [A])
"""
