r"""KPI508 odd-space: a space is not the ordinary one.

What it reports
    Non-breaking and other odd spaces in a spec file.

Why it matters
    Two refs that look the same are different. Such spaces come from web pages and Word.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts\u00A0received
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
