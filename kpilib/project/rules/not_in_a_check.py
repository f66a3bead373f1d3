"""KPI307 not-in-a-check: a check uses a function that checks do not have.

What it reports
    Functions other than percent, rate, coalesce and previous in `checks:`.

Why it matters
    Checks are decided cell by cell in exact fractions, so that one wrong cell is named.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      checks:
        - expect: "[A] <= maximum([A])"

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      checks:
        - expect: "[A] >= 0"
"""
