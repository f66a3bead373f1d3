"""KPI105 missing-key: a required key is absent.

What it reports
    An indicator, a register entry or a column without a key that every one of its kind has.

Why it matters
    Without an owner nobody answers for the figure; without a unit it cannot be printed or
    checked.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
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
