"""Tidy CSV with its metadata file, in the layout of the Department for Education's open data.

A row a month and place, a column an indicator; symbols for what has no value. Source: "Open data
standards" of the department's analysts' guide,
https://dfe-analytical-services.github.io/analysts-guide/statistics-production/ud.html
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from kpilib.figures.evaluation.evaluation import Evaluation
from kpilib.language.model import Geography, Indicator
from kpilib.values.findings import Span
from kpilib.values.period import Period
from kpilib.values.reasons import BREAK, CONFIDENTIAL, ENDED, NOT_APPLICABLE, NOT_YET, TEXT
from kpilib.values.rounding import plain
from kpilib.values.safe import for_spreadsheet

_PLACE = (
    "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
_META = (
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp",
    "filter_hint", "filter_grouping_column",
)  # fmt: skip
#: confidential, not applicable; whatever else is missing is not available: x
_SYMBOLS = {TEXT[CONFIDENTIAL]: "c"} | {
    TEXT[code]: "z" for code in (NOT_YET, ENDED, NOT_APPLICABLE, BREAK)
}
#: readers take labels and names of so many characters; source: the checks of the department's
#: package eesyscreener, check_api_char_limit
MOST_OF_LABEL, MOST_OF_NAME = 100, 50
_UNITS = {"percent": "%", "money": "£"}


def column_names(refs: Iterable[str]) -> dict[str, str]:
    """Give a column name for each ref: small letters, digits and underscores, each once.

    >>> column_names(["M2-NI", "CP4 (val)", "LAC6 (%)", "M2 NI"])
    {'M2-NI': 'm2_ni', 'CP4 (val)': 'cp4_val', 'LAC6 (%)': 'lac6_percent', 'M2 NI': 'm2_ni_2'}
    """
    numbers: dict[str, int] = {}
    taken = {"time_period", "time_identifier", *_PLACE}
    names = {}
    for ref in refs:
        base = re.sub("[^a-z0-9]+", "_", ref.lower().replace("%", " percent ")).strip("_")
        base = base if base[:1].isalpha() else f"indicator_{base}".rstrip("_")
        base = base[:MOST_OF_NAME].rstrip("_")
        name = base
        while name in taken:
            numbers[base] = number = numbers.get(base, 1) + 1
            ending = f"_{number}"
            name = f"{base[: MOST_OF_NAME - len(ending)]}{ending}"
        taken.add(name)
        names[ref] = name
    return names


def data_file(evaluation: Evaluation) -> str:
    """Give the data: values unrounded, in the order of months and places."""
    names = column_names(evaluation.refs)
    rows = ([*where, *cells] for where, cells in _rows(evaluation))
    return _csv([["time_period", "time_identifier", *_PLACE, *names.values()], *rows])


def _rows(evaluation: Evaluation) -> Iterator[tuple[list[str], list[str]]]:
    lines = [evaluation[ref] for ref in evaluation.refs]
    places = [_place(evaluation, name) for name in evaluation.geographies]
    for month, period in enumerate(evaluation.periods):
        when = [period.format("%Y"), Period.month(period.first).format("%B")]
        for number, place in enumerate(places):
            cells = (line.cell(number, month) for line in lines)
            yield (
                [*when, *place],
                [_symbol(c.reason) if c.value is None else plain(c.value) for c in cells],
            )


def _symbol(reason: str | None) -> str:
    return _SYMBOLS.get(reason or "", "x")


def _place(evaluation: Evaluation, name: str) -> list[str]:
    """Give the columns of a place: a council under its own name where nothing is declared."""
    found = evaluation.catalogue.registers.geographies.get(name)
    if found is None:
        found = Geography(id=name, name=name, span=Span("geographies"))
    country = [found.level, found.country_code, found.country_name]
    region = [found.region_code or "", found.region_name or ""]
    if found.level == "National":
        return [*country, "", "", "", "", ""]
    if found.level == "Regional":
        return [*country, found.code or "", found.name, "", "", ""]
    return [*country, *region, found.old_code or "", found.code or "", found.name]


def metadata_file(evaluation: Evaluation) -> str:
    """Give the metadata: what each indicator column means, its unit and decimals."""
    catalogue = evaluation.catalogue
    rows: list[Sequence[str]] = [_META]
    for ref, name in column_names(evaluation.refs).items():
        indicator = catalogue[ref]
        kind = catalogue.type_of(ref)
        area = catalogue.registers.areas.get(indicator.area)
        unit = _UNITS.get(kind.unit if kind else "", "")
        label = _label(indicator)
        group = area.name if area else ""
        rows.append([name, "Indicator", label, group, unit, str(indicator.decimals), "", ""])
    return _csv(rows)


def _label(indicator: Indicator) -> str:
    """Return the title and the ref, the title cut where both are too long."""
    label, behind = f"{indicator.title} ({indicator.ref})", f"… ({indicator.ref})"
    if len(label) <= MOST_OF_LABEL or len(behind) > MOST_OF_LABEL:
        return label[:MOST_OF_LABEL]
    return f"{indicator.title[: MOST_OF_LABEL - len(behind)]}{behind}"


def shortened(evaluation: Evaluation) -> Iterator[str]:
    """Yield what is said of labels that are cut and of names that are: where, and the remedy."""
    names = column_names(evaluation.refs)
    for ref in evaluation.refs:
        indicator = evaluation.catalogue[ref]
        size = len(f"{indicator.title} ({ref})")
        if size > MOST_OF_LABEL:
            yield (
                f"{indicator.span}: the label `{indicator.title} ({ref})` has {size} characters;"
                f" readers of open data take {MOST_OF_LABEL}, so it is cut: shorten the title"
            )
        if len(ref) > MOST_OF_NAME:
            yield (
                f"{indicator.span}: the ref `{ref}` has {len(ref)} characters; readers of open data"
                f" take names of {MOST_OF_NAME}, so the column is called {names[ref]}"
            )


def undeclared(evaluation: Evaluation) -> list[str]:
    """Give the places that have no codes: they are not in geographies.yaml."""
    known = evaluation.catalogue.registers.geographies
    return [name for name in evaluation.geographies if name not in known]


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([for_spreadsheet(cell) for cell in row] for row in rows)
    return out.getvalue()
