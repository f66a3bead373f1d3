"""The same figures as text, CSV, .xlsx and .ods, as three locales write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from kpilib import Project
from kpilib.project.tables.importing import import_tables
from kpilib.project.yaml.layout import Layout
from kpilib.values.period import month
from tests.conftest import Make, indicator
from tests.importing.drawing import TODAY, Cell, Drawn
from tests.importing.writing import as_ods, as_xlsx

FIGURES: dict[str, list[str]] = {
    "A": ["1480", "12345", "1234567", "3"],
    "N": ["84.7", "1060.97", "-3.5", "0.125"],
    "P": ["28.5", "7", "100", "99.9"],
    "M": ["1200", "3.2", "1234.5", "0"],
}
#: the mark of thousands, that of decimals, and the separator of CSV files
LOCALES = {"en-GB": (",", ".", ","), "de-DE": (".", ",", ";"), "fr-FR": ("\u202f", ",", ";")}
HEADS = ["Sep 16", "Oct 16", "Nov 16", "Dec 16"]


def written(ref: str, value: str, locale: str) -> str:
    """Write a figure as a spreadsheet in that locale shows and saves it."""
    thousands, point, _ = LOCALES[locale]
    whole, _, part = value.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(whole):,}".replace(",", thousands)
    percent = ("%" if locale == "en-GB" else "\u00a0%") if ref == "P" else ""
    return f"{sign}{grouped}{point if part else ''}{part}{percent}"


def as_csv(separator: str) -> Callable[[str, Path], None]:
    def write(locale: str, path: Path) -> None:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator or LOCALES[locale][2])
        writer.writerow(["Ref", *HEADS])
        for ref, values in FIGURES.items():
            writer.writerow([ref, *(written(ref, value, locale) for value in values)])
        path.write_text(out.getvalue(), "utf-8", newline="")

    return write


def drawn(locale: str, *, as_text: bool) -> Drawn:
    """Lay the figures out as cells that hold numbers, or texts."""
    rows = [[Cell(name) for name in ("Ref", *HEADS)]]
    for ref, values in FIGURES.items():
        cells = [Cell(ref)]
        for value in values:
            shown = written(ref, value, locale)
            number = float(value) / 100 if ref == "P" else float(value)
            form = "0.0%" if ref == "P" else "#,##0.###"
            cells.append(Cell(shown) if as_text else Cell(number, form, shown))
        rows.append(cells)
    return Drawn("locale", rows, {})


KINDS: dict[str, Callable[[str, Path], None]] = {
    "CSV": as_csv(""), "text with tabs": as_csv("\t"),
    "xlsx numbers": lambda locale, path: as_xlsx(drawn(locale, as_text=False), path),
    "xlsx texts": lambda locale, path: as_xlsx(drawn(locale, as_text=True), path),
    "ods numbers": lambda locale, path: as_ods(drawn(locale, as_text=False), path),
    "ods texts": lambda locale, path: as_ods(drawn(locale, as_text=True), path),
}  # fmt: skip


@pytest.fixture
def project(make: Make) -> Project:
    return make(
        indicator("A") + indicator("N", unit="number", measure=None)
        + indicator("P", unit="percent", measure=None, allow="{KPI503: it is a test}")
        + indicator("M", unit="money")
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("locale", list(LOCALES))
def test_the_same_figures_or_a_reason(
    locale: str, kind: str, project: Project, tmp_path: Path
) -> None:
    """Numbers come in equal everywhere; texts too, or are refused until a layout says the mark."""
    path = tmp_path / "t.table"
    KINDS[kind](locale, path)
    truth = {(ref, n): Fraction(v) for ref, row in FIGURES.items() for n, v in enumerate(row)}

    def taken(layout: Layout) -> tuple[dict[tuple[str, int], Fraction], int, str]:
        found = import_tables(project, project.dataset(), [path], None, layout, today=TODAY)
        first = month("2016-09")
        said = " ".join(one.message for one in found.findings)
        values = {(row.ref, row.month - first): Fraction(row.value or 0) for row in found.added}
        return values, found.counts.refused, said

    values, refused, said = taken(Layout())
    assert len(values) + refused == len(truth)
    assert {cell: truth[cell] for cell in values} == values
    if locale == "en-GB" or "numbers" in kind:
        assert (values, said) == (truth, "")
    else:
        assert "may be" in said or "a comma where no thousands are" in said
        assert taken(Layout(decimal_mark="comma")) == (truth, 0, "")
