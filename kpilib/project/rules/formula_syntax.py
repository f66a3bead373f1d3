"""KPI301 formula-syntax: a formula cannot be read.

What it reports
    Formulas and checks that break off, signs that mean nothing in one, names without square
    brackets, and formulas past the limits.

Why it matters
    A formula that cannot be read gives no figure.

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
      formula: percent([A], [A]

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
