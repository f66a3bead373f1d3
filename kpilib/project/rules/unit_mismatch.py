"""KPI304 unit-mismatch: figures of different units are put together.

What it reports
    Sums, comparisons and functions over units that do not go together, and a stated unit or
    measure that the formula contradicts.

Why it matters
    A count plus a percentage is a number that means nothing, and prints like one that does.

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
      formula: "[A] + percent([A], [A])"

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
