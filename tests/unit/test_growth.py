"""What is read is counted before it is made, and faults are counted beyond what anybody reads."""

from __future__ import annotations

from collections import Counter

import kpilib
from kpilib.project.yaml.yaml_reader import read_yaml
from kpilib.values.findings import Fault, Faults, Span
from tests.conftest import Make, indicator


def test_faults_beyond_measure_are_counted() -> None:
    """Of each kind as many as are read, and one that says how many more there are."""
    faults = Faults(most=3)
    for line in range(10):
        faults.append(Fault("KPI401", Span("a.csv", line + 1), f"row {line}"))
    faults += [Fault("KPI101", Span("a.csv"), "bytes")]
    found = faults.whole()
    assert Counter(one.code for one in found) == {"KPI401": 4, "KPI101": 1}
    assert found[-1].message == "7 more like those before"
    assert found[-1].span.line == 4


def test_a_file_of_bad_rows_names_ten_thousand(make: Make) -> None:
    """And counts the rest."""
    rows = "ref,period,value\n" + "A,20x6-01,1\n" * 10_500
    found = make(indicator("A"), **{"specs/d/observations/a.csv": rows}).findings
    assert len(found) == 10_001
    assert any(one.message == "500 more like those before" for one in found)


def test_refs_of_what_cannot_be_read_are_found_line_by_line() -> None:
    """Also behind many blanks, in quotes, before a comment, and with dashes before."""
    text = (
        '- ref: a\n  x: [\n- ref: "b c"  # note\n-   ref:  d\t\n  - ref: e #\n- ref:\n- reff: x\n'
    )
    found = read_yaml(f"{text}- ref: f{' ' * 200_000}\n  y: [\n".encode(), "a.yaml")
    assert {"b c", "d", "e", "f"} <= found.lost


def test_faults_are_attributed_by_line(make: Make) -> None:
    """Each to the indicator in which it stands, however many there are."""
    given = "".join(indicator(f"R{number}", area="none") for number in range(300))
    found = make(given).findings
    assert [one.ref for one in found] == [f"R{number}" for number in range(300)]


def test_one_row_of_many_looks_at_the_catalogue_once(make: Make) -> None:
    """What all formulas look back to is worked out for the first of many questions."""
    given = "".join(indicator(f"C{n}") for n in range(50))
    given += "".join(indicator(f"P{n}", formula=f'"[C{n}] * 2"') for n in range(50))
    rows = "ref,period,value\n" + "".join(f"C{n},2016-01,{n}\n" for n in range(50))
    project = make(given, **{"specs/d/observations/a.csv": rows})
    assert kpilib.evaluate(project, refs=["P7"])["P7"].at("2016-01").value == 14
    looks = project.catalogue.remembered["looks"]
    assert kpilib.evaluate(project, refs=["P8"])["P8"].at("2016-01").value == 16
    assert project.catalogue.remembered["looks"] is looks
    part = project.catalogue.part(["P7"])
    assert list(part.indicators) == ["C7", "P7"]
