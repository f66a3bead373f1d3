r"""KPI507 mixed-line-ends: a file has two kinds of line ends.

What it reports
    A spec file in which some lines end as on Windows and some as on Linux, at the first line
    that differs. A file that is the same throughout is fine.

Why it matters
    Every line seems changed in the next pull request.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received\x0D
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
