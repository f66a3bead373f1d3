"""The field table: every key of every spec file, written once.

It serves the reader, the JSON Schemas, `--fix` and the reference page.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from kpilib.values.wording.languages import DEFAULT, names

Kind = Literal[
    "text", "cell", "id", "ref", "refs", "choice", "number", "whole", "month", "months", "date",
    "period", "formula", "checks", "reasons by code", "values", "columns", "rows", "words",
    "change", "texts", "github",
]  # fmt: skip


class Field(NamedTuple):
    """One key: what it means and what may stand there."""

    name: str
    kind: Kind
    doc: str
    example: str
    required: bool = False
    #: what holds where the key is absent, in words
    default: str | None = None
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    #: the attribute of the declared thing, where it differs
    attribute: str | None = None


POLARITIES = ("high is good", "low is good", "neither")
UNITS = ("count", "percent", "rate", "number", "days", "money")

INDICATOR = (
    Field("ref", "ref", "What the indicator is called; printed as it stands.", "M2-NI", True),
    Field("title", "text", "What it measures, in words.", "New referrals", True),
    Field("area", "id", "The service area: an id of areas.yaml.", "mash", True),
    Field("owner", "id", "Who owns the figures: an id of people.yaml.", "jane-white", True),
    Field("accountable", "id", "Who answers for them: an id of people.yaml.", "jane-white"),
    Field(
        "unit", "choice", "What the figure is. Required of collected ones; a formula infers it.",
        "count", default="as the formula gives", choices=UNITS,
    ),
    Field(
        "measure", "choice",
        "Whether it counts what happens in the month (flow), stands at its end (stock), or is a "
        "mean, score or index (average), which is never added up. Required of collected counts and "
        "money; a formula infers it; collected percent and rate are averages, days and number are "
        "unless they say otherwise.",
        "flow", default="as the formula gives", choices=("flow", "stock", "average"),
    ),
    Field(
        "formula", "formula", "How it is worked out; without one it is collected.",
        "percent([M2], [M1])",
    ),
    Field(
        "denominator", "id", "What rate() divides by: an id of denominators.yaml.", "children-0-17"
    ),
    Field(
        "per", "whole", "A rate is per so many.", "10000", default="10000", low=1, high=10**9
    ),
    Field(
        "polarity", "choice", "Which direction is good.", "low is good",
        default="neither", choices=POLARITIES,
    ),
    Field("decimals", "whole", "Printed decimal places.", "1", default="0", low=0, high=6),
    Field(
        "introduced", "month",
        "Announced from this month; backdated values before it are allowed and shown.", "2016-08",
    ),
    Field("ended", "month", "The last month reported.", "2016-07"),
    Field("replaced_by", "refs", "The indicators that took its place.", "[EH1a, EH1b]"),
    Field(
        "breaks", "months",
        "The definition changed in these months: no change and no window reaches across them.",
        "[2016-10]",
    ),
    Field("part_of", "ref", "It never exceeds this indicator, month by month.", "M1"),
    Field(
        "checks", "checks", "Comparisons that hold in every month.",
        '- {expect: "[A] <= [B]", because: A is counted among B}',
    ),
    Field("notes", "text", "What a reader should know.", "Counts children, not episodes."),
    Field("because", "text", "Why the definition last changed.", "The return changed in April."),
    Field(
        "allow", "reasons by code", "Rules that this indicator may break, each with its reason.",
        "{KPI503: no numerator is recorded}",
    ),
)  # fmt: skip
CHECK = (
    Field("expect", "formula", "The comparison.", '"[A] <= [B]"', True),
    Field("because", "text", "Why it holds.", "A is counted among B"),
)
PERSON = (
    Field("name", "text", "The name as printed.", "Jane White", True),
    Field("github", "github", "The name on GitHub, or a team there.", "janewhite"),
    Field("left", "month", "The month in which the person left.", "2016-08"),
)
LEVELS = ("National", "Regional", "Local authority")
GEOGRAPHY = (
    Field("name", "text", "The name as published.", "Rotherham", True),
    Field("level", "choice", "What kind of place it is.", "Local authority",
          default="Local authority", choices=LEVELS),
    Field("code", "text", "Its nine-character code of the Office for National Statistics.",
          "E08000018"),
    Field("old_code", "text", "The three-digit code of a local authority.", "372"),
    Field("region_name", "text", "The region it lies in.", "Yorkshire and The Humber"),
    Field("region_code", "text", "The code of that region.", "E12000003"),
    Field("country_name", "text", "The country it lies in.", "England", default="England"),
    Field("country_code", "text", "The code of that country.", "E92000001", default="E92000001"),
)  # fmt: skip
_GEOGRAPHY = Field(
    "geography", "text", "Where it holds.", "council", default="the dataset's geography"
)
_RECORDED = Field(
    "recorded", "date",
    "The day on which it became known; `--as-of` an earlier day does not take it. Of several in "
    "force from one month, or of one period, the latest recorded counts.",
    "2016-10-14", default="always known",
)  # fmt: skip
DENOMINATOR = (
    Field("id", "id", "What indicators call it.", "children-0-17", True),
    Field("title", "text", "The population in words.", "Children aged 0 to 17", True),
    Field("values", "values", "Its dated values.", "", True),
)
DENOMINATOR_VALUE = (
    Field(
        "from", "month", "In force from this month until the next value.", "2015-09", True,
        attribute="since",
    ),
    Field("value", "number", "How many.", "47876", True),
    Field("reference", "text", "The date or estimate it refers to.", "mid-2014"),
    Field("source", "text", "Where it was published.", "Office for National Statistics"),
    Field("evidence", "text", "What supports it.", "47863-47891"),
    _GEOGRAPHY,
    _RECORDED,
)  # fmt: skip
COMPARATOR = (
    Field("id", "id", "What columns call it.", "england", True),
    Field("title", "text", "Its name.", "England", True),
    Field("values", "values", "Its dated values.", "", True),
)
COMPARATOR_VALUE = (
    Field("ref", "ref", "The indicator it compares with.", "CP1-NI", True),
    Field("period", "period", "The month or year it is of.", "2014/15", True),
    Field("value", "number", "The figure.", "138.5", True),
    Field(
        "basis", "choice",
        "Whether it covers a month or a year; an annual flow is divided by 12.", "annual", True,
        choices=("annual", "monthly"),
    ),
    Field("source", "text", "Where it was published.", "Department for Education"),
    Field("evidence", "text", "What supports it.", "12 x the printed figure"),
    _GEOGRAPHY,
    _RECORDED,
)  # fmt: skip
DATASET = (
    Field("dataset", "text", "Its id: the name of its folder.", "monthly", True),
    Field("title", "text", "Its name as printed.", "Monthly dataset", True),
    Field(
        "frequency", "choice", "How often a figure is collected.", "monthly",
        default="monthly", choices=("monthly",),
    ),
    Field("geography", "text", "Where observations that name no place belong.", "council",
          default="local"),
    Field("window", "whole", "How many months are printed.", "13", default="13", low=1, high=120),
    Field("year_starts", "whole", "The month in which the reporting year begins.", "4",
          default="4", low=1, high=12),
    Field(
        "rounding", "choice", "What becomes of ties; half up takes them away from zero.",
        "half up", default="half up", choices=("half up", "half even"),
    ),
    Field("change", "change", "How arrows are decided.", "{threshold: 10}"),
    Field(
        "commentary", "choice", "Whether every row needs one.", "optional",
        default="optional", choices=("optional", "required"),
    ),
    Field(
        "locale", "choice", "The language of reports: month names, marks in numbers, texts.",
        DEFAULT, default=DEFAULT, choices=names(),
    ),
    Field("columns", "columns", "The columns behind the months.", ""),
    Field("empty_cells", "words", "What is printed where there is no value.", ""),
    Field("rows", "rows", "The indicators in printed order.", "",
          default="every indicator in catalogue order"),
)  # fmt: skip
CHANGE = (
    Field(
        "basis", "choice", "Worked out from exact or from printed values.", "exact",
        default="exact", choices=("exact", "printed"),
    ),
    Field("threshold", "number", "From this many percent on the arrow points.", "10",
          default="10"),
    Field(
        "decided_on", "choice", "The rounded or the exact change decides the arrow.", "rounded",
        default="rounded", choices=("rounded", "exact"),
    ),
)  # fmt: skip
COLUMN = (
    Field("id", "text", "What rows and data files call it.", "average_12", True),
    Field("heading", "text", "What is printed above it.", "12 month average", True),
    Field("formula", "formula", "How it is worked out; `value` is the row itself.",
          '"mean(value, months=12)"'),
    Field("comparator", "id", "Or whose figures it shows: an id of comparators.yaml.", "england"),
)  # fmt: skip
ROW = (
    Field("ref", "ref", "The indicator.", "M1", True),
    Field("columns", "refs", "The ids of the columns it prints.", "[sn]",
          default="every column"),
    Field("polarity", "choice", "Judges here what the indicator leaves open.", "low is good",
          choices=POLARITIES),
)  # fmt: skip
DIFFERENCE = (
    Field("period", "month", "The month of the report.", "2016-09", True),
    Field("ref", "ref", "The row.", "M1", True),
    Field("column", "text", "The month or the column's id.", "2016-04", True),
    Field("printed", "cell", "What was printed.", '"53%"', True),
    Field("computed", "cell", "What the specs give.", '"47%"', True),
    Field("reason", "text", "The smallest true reason.", "16 of 34 is 47 %.", True),
)
LAYOUT = (
    Field("layout", "text", "Its id: the name of its file.", "caseload", True),
    Field("shape", "choice", "How the table is laid out.", "long", default="wide",
          choices=("wide", "long")),
    Field("sheet", "text", "The sheet of a workbook.", "Data",
          default="the only one not hidden that has headings"),
    Field("header_row", "whole", "The row of the headings, counted from 1.", "3",
          default="the first that has them", low=1, high=100000),
    Field("ref_column", "text", "The heading above the refs.", "Measure", default="Ref"),
    Field("geography_column", "text", "The heading above the places.", "Council",
          default="every row is of the dataset's geography"),
    Field("period_column", "text", "In a long table, the heading above the months.", "Month",
          default="Period"),
    Field("value_column", "text", "In a long table, the heading above the figures.", "Count",
          default="Value"),
    Field("months", "text", "How months are written: %b %B %y %Y %m, %d for a day that stands for "
          "its month, and what stands between.", '"%B %Y"', default="any clear form"),
    Field("refs", "texts", "What the table calls an indicator, and its ref.",
          '{"Contacts received": M1}'),
    Field("cells", "texts", "What stands in place of a figure, and its marker: x, c or z.",
          '{"nil return": x}'),
    Field("percentages", "choice", "How plain numbers in rows of percentages are kept.",
          "fractions", default="a finding, where it is not clear", choices=("points", "fractions")),
    Field("decimal_mark", "choice", "What stands before the decimals; the other marks thousands.",
          "comma", default="a point; what may be a comma's is refused", choices=("point", "comma")),
    Field("encoding", "choice", "The encoding of a text table.", "cp1252",
          default="UTF-8, or UTF-16 with its mark",
          choices=("utf-8", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-15", "cp850",
                   "mac-roman")),
)  # fmt: skip
ARROWS = ("up", "down", "similar")
JUDGEMENTS = ("positive", "negative", "similar", "none")
CASE = (
    Field("test", "text", "What it shows, in words.", "a part of the contacts", True),
    Field("dataset", "text", "The dataset whose columns are meant.", "monthly",
          default="the only one"),
    Field("geography", "text", "The place of the observations.", "north",
          default="the dataset's geography"),
    Field("from", "month", "The first month of the observations.", "2016-08", True,
          attribute="start"),
    Field("observations", "texts",
          "A month after the other: a figure, _ for none, x c z for a marker; 300 x12 is twelve "
          "times 300, 1..12 counts.", '{M1: 1172 1009 _ 1053}', True),
    Field("denominators", "texts", "Populations in place of the register's, the later ones dated.",
          '{children-0-17: "20000, 21000 from 2016-10"}'),
    Field("expect", "values", "What is expected of single cells.", "", True),
)  # fmt: skip
EXPECTATION = (
    Field("ref", "ref", "The row.", "M3", True),
    Field("period", "month", "The month; of a column, that of the report.", "2016-09", True),
    Field("column", "text", "The id of a column.", "change_month", default="the month itself"),
    Field("value", "number", "The figure, to as many decimals as are written.", "28.18"),
    Field("text", "cell", "What is printed.", "28%"),
    Field("arrow", "choice", "The direction of a change.", "up", choices=ARROWS),
    Field("judgement", "choice", "Its judgement.", "positive", choices=JUDGEMENTS),
    Field("reason", "text", "Why there is no value.", "zero denominator"),
)  # fmt: skip
#: the words for cells without a value that are no reasons of a month's cell
COLUMN_WORDS = ("no change", "no figure", "no comparator")
