"""KPI506 missing-commentary: a row has no commentary where the dataset requires one.

What it reports
    With `commentary: required`: every row without commentary in the last month observed.

Why it matters
    The figure is published without the words that its readers were promised.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: specs/d/dataset.yaml
    dataset: d
    title: Example
    commentary: required
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: specs/d/dataset.yaml
    dataset: d
    title: Example
    commentary: required
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
    # file: specs/d/commentary/2016-09.yaml
    commentary: {A: "As expected."}
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.language.columns import printed_rows
from kpilib.project.project import Project
from kpilib.values.findings import Fault
from kpilib.values.period import Period


def check(project: Project) -> Iterator[Fault]:
    """Give the rows without commentary in the last month."""
    for name, dataset in project.datasets.items():
        months = project.observations(name).months
        if dataset.commentary != "required" or months is None:
            continue
        written = {remark.ref for remark in dataset.remarks if remark.period == months[1]}
        span = dataset.places["commentary"].span
        for row in printed_rows(project.catalogue, dataset):
            if row.ref not in written:
                month = Period.month(months[1])
                message = f"`{row.ref}` has no commentary for {month}"
                yield Fault("KPI506", span, message, f"add it to commentary/{month}.yaml", row.ref)
