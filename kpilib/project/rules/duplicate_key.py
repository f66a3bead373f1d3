"""KPI103 duplicate-key: a key stands twice in one mapping.

What it reports
    The second of two equal keys, with the line of the first. The first one counts.

Why it matters
    Other readers of YAML silently let the later one win, and nobody sees which was meant.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      unit: percent

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
"""
