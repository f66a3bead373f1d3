"""The files of a new project, with comments that teach."""

from __future__ import annotations

_SCHEMA = "# yaml-language-server: $schema="
_INDICATORS = f"""{_SCHEMA}../specs/schema/indicators.schema.json
# One file a service area; a list of indicators. Every key: kpilib's reference of keys.

- ref: C1
  title: Contacts received
  area: front-door
  owner: jane-white
  # count, percent, rate, number, days or money
  unit: count
  # flow: what happens in the month; stock: what stands at its end; average: a mean,
  # which is never added up
  measure: flow

- ref: C2
  title: Referrals made
  area: front-door
  owner: jane-white
  unit: count
  measure: flow
  # never more than the contacts, month by month
  part_of: C1

- ref: C2-NI
  title: Referrals made, rate per 10,000
  area: front-door
  owner: jane-white
  # refs stand in square brackets, exactly as spelt; unit and measure are inferred
  formula: rate([C2])
  denominator: children-0-17

- ref: C3
  title: Referrals, as a percentage of contacts
  area: front-door
  owner: jane-white
  formula: percent([C2], [C1])
  polarity: low is good
  # a polarity says why
  notes: Low is judged good, because help came before a referral was needed.
"""
_DATASET = f"""{_SCHEMA}../schema/dataset.schema.json
dataset: monthly
title: Monthly dataset
window: 13
change: {{threshold: 10, decided_on: rounded}}
columns:
  - id: change_month
    heading: "% change from {{previous:%b %y}}"
    formula: "change(value, months=1)"
  - id: average_12
    heading: 12 month average
    formula: "mean(value, months=12)"
"""
_WORKFLOW = """name: indicators
on: pull_request
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - name: install kpilib
        env:
          # say here where your kpilib comes from: a wheel in this repository, or git+https
          KPILIB: ""
        run: |
          if [ -z "$KPILIB" ]; then
            echo "::error::say in .github/workflows/indicators.yml where kpilib comes from"
            exit 1
          fi
          python -m pip install "$KPILIB"
      - run: kpilib validate --format github
"""
FILES = {
    "kpilib.toml": '[rules.suffixes]\n"-NI" = "rate"\n',
    "indicators/front-door.yaml": _INDICATORS,
    "specs/areas.yaml": f"{_SCHEMA}schema/areas.schema.json\nareas:\n  front-door: Front door\n",
    "specs/people.yaml": (
        f"{_SCHEMA}schema/people.schema.json\n"
        "people:\n  # github: the name that owns the files in pull requests\n"
        "  jane-white: {name: Jane White, github: jane-white}\n"
    ),
    "specs/denominators.yaml": (
        f"{_SCHEMA}schema/denominators.schema.json\n"
        "denominators:\n  - id: children-0-17\n    title: Children aged 0 to 17\n    values:\n"
        "      # in force from this month until the next value\n"
        "      - from: 2025-01\n        value: 48000\n        reference: mid-2024 estimate\n"
        "        source: an example; put the published figure here\n"
    ),
    "specs/monthly/dataset.yaml": _DATASET,
    "specs/monthly/observations/2025.csv": (
        "ref,period,value\nC1,2025-01,1172\nC1,2025-02,1009\nC2,2025-01,352\nC2,2025-02,306\n"
    ),
    ".github/workflows/indicators.yml": _WORKFLOW,
    ".gitattributes": (
        "# one kind of line ends on every machine; observations stay as they were written, so\n"
        "# that their checksums hold\n* text=auto eol=lf\n*.csv -text\nSHA256SUMS -text\n"
    ),
    ".vscode/extensions.json": '{\n  "recommendations": ["redhat.vscode-yaml"]\n}\n',
}
