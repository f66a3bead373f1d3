"""KPI107 forbidden-yaml: YAML that specs do without.

What it reports
    Anchors, aliases, merge keys, tags and second documents.

Why it matters
    They hide what a value is from the person who reviews it, and can make a small file
    enormous.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: !!str count
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
