r"""KPI108 hidden-character: a character that cannot be seen.

What it reports
    Byte order marks, control, bidi, zero-width and tag characters, and line ends that are
    neither LF nor CR LF.

Why it matters
    Two refs that look the same are different, or a line reads otherwise than it is.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts\u200B received
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
