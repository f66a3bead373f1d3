"""KPI109 unreadable-file: a file cannot be read, or means nothing where it stands.

What it reports
    Links and devices, files that cannot be opened, .yml files, and .yaml files of a name that
    is not known.

Why it matters
    A spec in a file that nothing reads looks as if it held.

Example
    # file: indicators/example.yml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
"""
