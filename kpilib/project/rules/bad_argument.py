"""KPI303 bad-argument: a function is given what it cannot take.

What it reports
    Too few or too many arguments, settings that do not exist, months that are no whole number
    from 1 to 120, `value` outside a column, pooled() of a figure without parts.

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
      formula: mean([A], months=0)

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
      formula: mean([A], months=12)
"""
