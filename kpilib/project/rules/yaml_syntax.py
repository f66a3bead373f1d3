"""KPI102 yaml-syntax: a line is not YAML as specs use it.

What it reports
    A line that breaks the file: a text that holds `: ` or begins with `[`, an open quote, a
    tab. Reading goes on at the next indicator.

Why it matters
    What stands behind the fault may be read as something else, or not at all.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts: all
      area: mash
      owner: ann
      unit: count
      measure: flow

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: "Contacts: all"
      area: mash
      owner: ann
      unit: count
      measure: flow
"""
