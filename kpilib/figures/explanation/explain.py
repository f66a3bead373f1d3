"""Explain: how one figure came about, down to the observations."""

from __future__ import annotations

from fractions import Fraction

from kpilib.figures.explanation.arithmetic import Arithmetic, RowValue, figure
from kpilib.figures.explanation.outline import Outline
from kpilib.figures.report.comparators import Figures
from kpilib.language.answers import Answer, Missing
from kpilib.language.columns import printed_rows, prints
from kpilib.language.dataset import Column, Dataset, Row
from kpilib.language.functions.function import whole
from kpilib.language.syntax import Call, Expression, Value, input_names
from kpilib.language.types import Unit
from kpilib.project.project import Project
from kpilib.project.stores.cells import exact_cells
from kpilib.project.stores.observations import Observation, Observations
from kpilib.values.change import ARROWS, direction, judgement
from kpilib.values.errors import UsageError
from kpilib.values.period import Period, asked_month
from kpilib.values.reasons import NOT_APPLICABLE, TEXT, lifecycle
from kpilib.values.rounding import decimal_text, rounded, scaled
from kpilib.values.suggest import did_you_mean
from kpilib.values.templates import around, filled
from kpilib.values.wording.changes import Change, in_words

_DEEPEST = 12
_WRONG = "its formula, or one that it reads, is wrong: run validate"


def explain(
    project: Project,
    ref: str,
    period: str | Period,
    geography: str | None = None,
    *,
    dataset: str | None = None,
) -> Outline:
    """Give how a row's figures of a month came about, as an outline; ``str()`` prints it.

    Raises UsageError for a ref, period, geography or dataset that is not there.
    """
    if ref not in project.catalogue:
        near = did_you_mean(ref, project.catalogue.indicators)
        also = f"; did you mean `{near}`?" if near else ""
        raise UsageError(f"no indicator is called `{ref}`{also}")
    month = asked_month(period)
    return _Explainer(project, project.dataset(dataset), geography).outline(ref, month)


class _Explainer:
    """One project, dataset and geography."""

    def __init__(self, project: Project, dataset: Dataset, geography: str | None) -> None:
        self._project, self._dataset = project, dataset
        self._observations: Observations = project.observations(dataset.dataset)
        known = self._observations.geographies or (dataset.geography,)
        alone = known[0] if len(known) == 1 else dataset.geography
        self._geography = geography or (dataset.geography if dataset.geography in known else alone)
        if self._geography not in known:
            there = ", ".join(known[:10])
            raise UsageError(f"no geography is called `{self._geography}`: there are {there}")
        self._catalogue = project.specs.columns[dataset.dataset].catalogue
        self._exact = exact_cells(self._catalogue, self._observations, dataset.geography)
        self._populations = project.catalogue.populations(dataset.geography)
        self._shown: set[tuple[str, int]] = set()

    def outline(self, ref: str, month: int) -> Outline:
        """Give the row's own figure, then those of its columns."""
        row = self._project.catalogue[ref]
        answer = self._exact.cell(ref, self._geography, month)
        when = Period.month(month).format("%B %Y")
        top = Outline(f"{ref}: {row.title}")
        printed = self._printed(ref, answer)
        top.add(f"{self._geography}, {when}: {printed}").parts += self._cell(ref, month).parts
        if isinstance(answer, Fraction):
            places = row.decimals
            rounding = self._dataset.rounding
            exactly = f"{places} decimal{'' if places == 1 else 's'}"
            top.parts[-1].add(f"{figure(answer)} to {exactly}, {rounding}: {printed}")
        line = next(
            (r for r in printed_rows(self._project.catalogue, self._dataset) if r.ref == ref), None
        )
        if line is not None:
            for column in self._dataset.columns:
                if prints(line, column):
                    top.parts.append(self._column(line, column, month))
        return top

    def _unit(self, ref: str) -> Unit:
        kind = self._project.catalogue.type_of(ref)
        return kind.unit if kind else "number"

    def _printed(self, ref: str, answer: Answer, unit: Unit | None = None) -> str:
        if isinstance(answer, Missing):
            return f"no value ({answer})"
        decimals = self._project.catalogue[ref].decimals
        units = scaled(answer, decimals, self._dataset.rounding)
        suffix = "%" if (unit or self._unit(ref)) == "percent" else ""
        return decimal_text(units, decimals) + suffix

    def _cell(self, ref: str, month: int, depth: int = 0) -> Outline:
        """Give one cell: observed, or worked out from others."""
        answer = self._exact.cell(ref, self._geography, month)
        when = Period.month(month)
        node = Outline(f"[{ref}] {when} = {figure(answer)}")
        tree = self._catalogue.bound.get(ref)
        formula = self._project.catalogue[ref].formula
        if formula is None:
            row = self._observation(ref, month)
            node.add("not observed" if row is None else f"observed: {_recorded(row)}")
        elif tree is None:
            node.add(_WRONG)
        elif (ref, month) in self._shown or depth >= _DEEPEST:
            node.head += " (as above)" if (ref, month) in self._shown else " (...)"
        else:
            self._shown.add((ref, month))
            self._worked_out(node, ref, tree, month, depth)
        return node

    def _worked_out(
        self, node: Outline, ref: str, tree: Expression, month: int, depth: int
    ) -> None:
        row = self._project.catalogue[ref]
        life = lifecycle(month, row.introduced, row.ended)
        if life:
            node.add(f"{row.formula}: {TEXT[life]}")
            return
        arithmetic = self._arithmetic()
        answer = self._exact.cell(ref, self._geography, month)
        node.add(f"{row.formula} = {arithmetic.of(tree, month)} = {figure(answer)}")
        self._inputs(node.parts[-1], arithmetic, depth)

    def _arithmetic(self, row: RowValue | None = None) -> Arithmetic:
        return Arithmetic(self._exact, self._geography, row, self._value_of, self._where)

    def _where(self, ref: str, month: int) -> str:
        """Say where a cell was observed; nothing of one that was not, or is worked out."""
        if self._project.catalogue[ref].formula is not None:
            return ""
        row = self._observation(ref, month)
        return _recorded(row) if row is not None else ""

    def _value_of(self, ref: str, month: int, printed: bool) -> Answer:
        answer = self._exact.cell(ref, self._geography, month)
        if printed and isinstance(answer, Fraction):
            decimals = self._project.catalogue[ref].decimals
            return rounded(answer, decimals, self._dataset.rounding)
        return answer

    def _inputs(self, node: Outline, arithmetic: Arithmetic, depth: int) -> None:
        node.parts += arithmetic.notes
        for ref, month in arithmetic.inputs:
            node.parts.append(self._cell(ref, month, depth + 1))
        # months of one window mostly share a population
        lines = (self._population(*people) for people in arithmetic.populations)
        node.parts += map(Outline, dict.fromkeys(lines))

    def _observation(self, ref: str, month: int) -> Observation | None:
        return self._observations.series.get((ref, self._geography), {}).get(month)

    def _population(self, denominator: str, month: int) -> str:
        value = self._populations.in_force(denominator, self._geography, month)
        if value is None:
            return f"{denominator} {Period.month(month)}: no value in force"
        said = [value.reference, value.source, value.evidence and f"evidence {value.evidence}"]
        why = "; ".join(part for part in said if part)
        return (
            f"{denominator} = {figure(value.value)}, in force from {Period.month(value.since)}"
            + (f" ({why})" if why else "")
        )

    def _column(self, row: Row, column: Column, month: int) -> Outline:
        heading = filled(column.heading, around(month))
        if column.comparator is not None:
            return self._comparator(row, column.comparator, heading, month)
        columns = self._project.specs.columns[self._dataset.dataset]
        bound = columns.bound(column, row.ref)
        if bound is None:
            node = Outline(f"{heading}: no value ({TEXT[NOT_APPLICABLE]})")
            node.add(columns.why_not(column, row.ref) or _WRONG)
            return node
        _, tree = bound
        is_change = columns.is_change(column)
        printed = is_change and self._dataset.change.basis == "printed"
        own = self._catalogue.bound.get(row.ref)
        inputs = len(input_names(own)) if own is not None else 0
        arithmetic = self._arithmetic(RowValue(row.ref, printed, inputs))
        text = arithmetic.of(tree, month)
        answer = arithmetic.answer(tree, month)
        node = Outline("")
        node.add(f"{column.formula} = {text} = {figure(answer)}")
        self._inputs(node.parts[-1], arithmetic, 0)
        if is_change:
            node.head = f"{heading}: {self._moved(node, row, answer, self._read(row, tree, month))}"
        else:
            node.head = f"{heading}: {self._printed(row.ref, answer)}"
        return node

    def _read(self, row: Row, tree: Expression, month: int) -> Change:
        """Give what a change compares; of the row itself, with both figures as printed."""
        assert isinstance(tree, Call)
        rule = self._dataset.change
        none = Change(0.0, "similar", points=bool(tree.option("points")), threshold=rule.threshold)
        if not isinstance(tree.arguments[0], Value):
            return none
        months = month - whole(tree, "months"), month
        cells = (self._exact.cell(row.ref, self._geography, when) for when in months)
        then, now = (self._printed(row.ref, cell) for cell in cells)
        return none._replace(then=then, now=now)

    def _moved(self, node: Outline, row: Row, answer: Answer, change: Change) -> str:
        """Add the steps from a change to its arrow and judgement; give the printed text."""
        if isinstance(answer, Missing):
            return f"no value ({answer})"
        rule, rounding = self._dataset.change, self._dataset.rounding
        units = scaled(answer, 0, rounding)
        node.add(f"{figure(answer)} to a whole percent, {rounding}: {units}")
        decided = Fraction(units) if rule.decided_on == "rounded" else answer
        moved = direction(decided, rule.threshold)
        limit = figure(rule.threshold)
        sign = {
            "up": f">= {limit}",
            "down": f"<= -{limit}",
            "similar": f"lies between -{limit} and {limit}",
        }[moved]
        node.add(f"{figure(decided)} {sign}: {moved} (decided on the {rule.decided_on} change)")
        polarity = row.polarity or self._project.catalogue[row.ref].polarity
        verdict = judgement(moved, polarity)
        node.add(f"{polarity}: {verdict}" if verdict else "neither direction is good: not judged")
        told = change._replace(
            rounded=float(units),
            direction=moved,
            judgement=verdict,
            polarity=polarity,
            exact=float(answer),
        )
        node.add(f"in words: {in_words(told)}")
        return f"{ARROWS[moved]} {decimal_text(units, 0, thousands=True)}"

    def _comparator(self, row: Row, comparator: str, heading: str, month: int) -> Outline:
        figures = Figures(self._project.catalogue, self._dataset)
        value = figures.value(comparator, row.ref, self._geography, month)
        shown = figures.in_force(comparator, row.ref, self._geography, month)
        if value is None or shown is None:
            return Outline(f"{heading}: no comparator")
        node = Outline(f"{heading}: {self._printed(row.ref, shown)}")
        divided = " / 12, an annual figure of a flow" if figures.is_divided(value) else ""
        node.add(
            f"{figure(value.value)} of {value.period}{divided} ({value.source or 'no source'})"
        )
        return node


def _recorded(row: Observation) -> str:
    """Say where and when an observation was recorded."""
    place = row.place("value")
    where = f"{place.file}:{place.line}" if row.file else "in the store"
    recorded = f", recorded {row.recorded}" if row.recorded else ""
    source = f", from {row.source}" if row.source else ""
    note = f" ({row.note})" if row.note else ""
    return f"{where}{recorded}{source}{note}"
