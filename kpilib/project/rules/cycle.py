"""KPI306 cycle: formulas read each other in a circle.

What it reports
    The whole path of a circle, once, at its first member. A formula may read its own earlier
    months through previous() and same_month_last_year().

Why it matters
    None of the figures in the circle can be worked out.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Second figure
      area: mash
      owner: ann
      formula: "[B] + [A]"

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Second figure
      area: mash
      owner: ann
      formula: "[A] + [A]"
"""
