"""KPI104 unknown-key: a key has no meaning here.

What it reports
    A key that is not in the reference of its kind of thing, with the nearest known one.

Why it matters
    A mistyped key would be passed over: `polarty: low is good` judges nothing.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      polarty: low is good

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      polarity: low is good
"""
