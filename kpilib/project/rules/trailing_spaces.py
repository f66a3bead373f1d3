r"""KPI510 trailing-spaces: a line ends in spaces.

What it reports
    Lines of a spec file that end in spaces or tabs, at most 20 of a file.

Why it matters
    They make differences in a pull request that nobody sees.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann\x20
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
