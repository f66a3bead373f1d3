"""KPI305 does-not-add-up: what has no sum is added up.

What it reports
    A stock and a flow joined by + or -. total() and year_to_date() of what is not declared to
    add up: averages, totals, figures to date; total() also of stocks and ratios, pooled() of
    ratios with a stock in them.

Why it matters
    Children at month end plus children who came in the month counts some of them twice, and so
    does a total of totals. Twelve mean costs added up are no cost of anything. What adds up is a
    flow; a ratio has its parts added up, by pooled() and year_to_date(). Last month's stock plus
    this month's flow makes sense: previous([stock]) + [flow].

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Contacts in three months
      area: mash
      owner: ann
      formula: total([A], months=3)
    - ref: C
      title: Contacts in the year
      area: mash
      owner: ann
      formula: year_to_date([B])

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Contacts in three months
      area: mash
      owner: ann
      formula: total([A], months=3)
    - ref: C
      title: Contacts in the year
      area: mash
      owner: ann
      formula: year_to_date([A])
"""
