r"""KPI509 curly-quotes: a quote is not the ordinary one, where it counts.

What it reports
    A value that begins with a curly quote, and curly quotes in formulas: Word writes them.

Why it matters
    YAML takes them for letters: the text has quotes in it, and a formula cannot be read.

Example
    # file: indicators/example.yaml
    - ref: A
      title: \u201CContacts received\u201D
      area: mash
      owner: ann
      unit: count
      measure: flow

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: "Contacts received"
      area: mash
      owner: ann
      unit: count
      measure: flow
"""
