"""KPI305 stock-plus-flow: what stands and what happens are added.

What it reports
    A stock and a flow joined by + or -, and totals over the months of a stock.

Why it matters
    Children at month end plus children who came in the month counts some of them twice. Last
    month's stock plus this month's flow makes sense: previous([stock]) + [flow].

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
      formula: "[C] + [A]"
    - ref: C
      title: Open cases
      area: mash
      owner: ann
      unit: count
      measure: stock

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
      formula: previous([C]) + [A]
    - ref: C
      title: Open cases
      area: mash
      owner: ann
      unit: count
      measure: stock
"""
