r"""KPI101 not-utf8: a file is not encoded as UTF-8.

What it reports
    A spec or a CSV file with bytes that are no UTF-8. The file is not read further.

Why it matters
    Old encodings turn names and dashes into other letters on the next machine. Excel writes
    UTF-8 when the file is saved as "CSV UTF-8".

Example
    # file: indicators/example.yaml
    - ref: A
      title: Caf\xE9 visits
      area: mash
      owner: ann
      unit: count
      measure: flow

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Café visits
      area: mash
      owner: ann
      unit: count
      measure: flow
"""
