"""KPI105 missing-key: a required key is absent.

What it reports
    An indicator, a register entry or a column without a key that every one of its kind has; a
    collected count or amount of money that does not say how it stands in time, `measure:`.

Why it matters
    Without an owner nobody answers for the figure; without a unit it cannot be printed or
    checked; without a measure nobody knows whether months of it may be added up. A cost may be
    what was spent in the month (flow), what is owed at its end (stock), or a cost of one case
    (average).

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
