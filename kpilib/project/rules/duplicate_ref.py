"""KPI202 duplicate-ref: two indicators have the same ref.

What it reports
    The second of two indicators with one ref. The first one counts.

Why it matters
    Formulas and observations name an indicator by its ref; with two of them nobody can say
    which is meant.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: A
      title: Referrals made
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
    - ref: B
      title: Referrals made
      area: mash
      owner: ann
      unit: count
      measure: flow
"""
