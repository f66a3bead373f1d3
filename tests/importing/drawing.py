"""Tables drawn at random in the notations that people and programs use, and what each means.

A table has one twist, of which `TWISTS` says what it is; `meant` has the figures that its author
had in mind, by ref and month. What an import stores is among these, or it is wrong.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from fractions import Fraction

from attrs import define, field

NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December")  # fmt: skip
#: the indicators of the project that the tables are of, with their units
UNITS = {"A": "count", "B": "count", "N": "number", "P": "percent", "1.1": "count", "1.10": "count"}
TODAY = datetime.date(2026, 11, 27)


@define
class Cell:
    """A cell: what it holds, what it shows, and how."""

    value: str | float | datetime.date | None = None
    #: the number format of a spreadsheet
    form: str = "General"
    #: what a text file has in its place; None: as the value
    shown: str | None = None
    raised: str = ""
    struck: str = ""
    #: "formula", "error", "struck" or ""
    kind: str = ""
    merged: int = 1


@define
class Drawn:
    """A table, and what it means."""

    twist: str
    rows: list[list[Cell]]
    #: the value and the mark of each figure
    meant: dict[tuple[str, int], tuple[Fraction, str | None]]
    separator: str = ","
    encoding: str = "utf-8"
    #: whether only a workbook can have it, or only a text file
    only: str = ""
    hidden: bool = False
    layout: dict[str, str] = field(factory=dict)


@define
class Frame:
    """Headings with the months that they mean, None: none, and rows of figures."""

    heads: list[Cell]
    months: list[int | None]
    marks: list[str | None]
    refs: list[str]
    figures: list[list[Fraction | None]]


def text(value: str) -> Cell:
    return Cell(value)


def ordinal(year: int, month: int) -> int:
    return year * 12 + month - 1


def start(rng: random.Random, first: int = 2010, last: int = 2024) -> int:
    return ordinal(rng.randint(first, last), rng.randint(1, 12))


def in_words(month: int, rng: random.Random, *, short: bool | None = None) -> str:
    """Write a month in a notation that can be nothing else beside its neighbours."""
    year, number = divmod(month, 12)
    name = NAMES[number]
    forms = [
        f"{name[:3]} {year}", f"{name} {year}", f"{name[:3]}-{year}", f"{number + 1:02}/{year}",
        f"{year}M{number + 1:02}", f"{year} {name[:3]}", f"{name[:3]}'{year % 100:02}",
        f"{name[:3].upper()} {year}", f" {name[:3]}  {year} ",
    ]  # fmt: skip
    if number == 8:
        forms.append(f"Sept {year}")
    return rng.choice(forms)


def figure(unit: str, rng: random.Random) -> Fraction:
    if unit == "count":
        return Fraction(rng.choice([0, 3, 17, 417, 1480, 12_345, 1_234_567]))
    if unit == "percent":
        return Fraction(rng.choice([0, 28, 7, 100])) + Fraction(rng.choice([0, 5]), 10)
    return Fraction(rng.choice([0, 15, 847, 12_345, 1_060_970, -35]), rng.choice([1, 10, 100]))


def frame(rng: random.Random, count: int | None = None, first: int | None = None) -> Frame:
    """Draw the figures of some indicators in consecutive months."""
    count = count or rng.randint(2, 4)
    first = first or start(rng)
    refs = rng.sample(["A", "B", "N"], rng.randint(1, 3))
    months: list[int | None] = [first + step for step in range(count)]
    rows = [
        [None if rng.random() < 0.1 else figure(UNITS[ref], rng) for _ in months] for ref in refs
    ]
    heads = [text(in_words(month or 0, rng)) for month in months]
    return Frame(heads, months, [None] * count, refs, rows)


def decimal(value: Fraction) -> str:
    whole = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return "0" if whole == "-0" else whole


def english(value: Fraction, rng: random.Random) -> Cell:
    """Write a figure as a number, or as text with or without marks of thousands."""
    plain = decimal(value)
    way = rng.random()
    if way < 0.6:
        return Cell(float(value), shown=plain)
    if way < 0.8:
        whole, _, part = plain.partition(".")
        grouped = f"{int(whole):,}" if not whole.startswith("-0") else whole
        return text(f"{grouped}.{part}" if part else grouped)
    return text(f" {plain} ")


Write = Callable[[Fraction, random.Random], Cell]


def table(
    twist: str, given: Frame, rng: random.Random, write: Write = english, *, title: bool = True
) -> Drawn:
    """Lay a frame out as a wide table, perhaps below a title and beside titles of measures."""
    has_titles = rng.random() < 0.5
    rows: list[list[Cell]] = []
    if title and rng.random() < 0.3:
        rows += [[text("Monthly return")], []]
    rows.append([text("Ref"), *([text("Title")] if has_titles else []), *given.heads])
    meant: dict[tuple[str, int], tuple[Fraction, str | None]] = {}
    for ref, figures in zip(given.refs, given.figures, strict=True):
        cells = [text(ref), *([text(f"Measure {ref}, of all; each")] if has_titles else [])]
        for value, month, mark in zip(figures, given.months, given.marks, strict=True):
            cells.append(Cell() if value is None else write(value, rng))
            if value is not None and month is not None:
                meant[ref, month] = value, mark
        rows.append(cells)
    return Drawn(twist, rows, meant)


def plain(rng: random.Random) -> Drawn:
    """Draw months in words."""
    return table("plain months", frame(rng), rng)


def iso(rng: random.Random) -> Drawn:
    """Draw ISO months, of any year."""
    given = frame(rng, first=start(rng, 2000, 2024))
    given.heads = [text(f"{m // 12}-{m % 12 + 1:02}") for m in given.months if m is not None]
    return table("2016-09", given, rng)


def two_digits(rng: random.Random) -> Drawn:
    """Draw years of two digits, of this century and the last."""
    given = frame(rng, first=start(rng, 1950, 2025))
    given.heads = [
        text(f"{NAMES[m % 12][:3]}{rng.choice([' ', '-'])}{m // 12 % 100:02}")
        for m in given.months
        if m is not None
    ]
    return table("Sep 16, Nov 98", given, rng)


def marked(rng: random.Random) -> Drawn:
    """Draw months of which some are provisional, revised or have notes."""
    given = frame(rng)
    for place, head in enumerate(given.heads):
        mark = rng.choice(["", " (p)", " [r]", " (r)", "*", " [note 1]", " revised", " (P)"])
        given.heads[place] = text(f"{str(head.value).strip()}{mark}")
        given.marks[place] = {"p": "p", "r": "r"}.get(mark.strip(" ([").lower()[:1])
    return table("marked months", given, rng)


def years(rng: random.Random) -> Drawn:
    """Draw school and financial years: no figure of a month."""
    given = frame(rng)
    first, sign = rng.randint(1999, 2020), rng.choice(["-", "/", "–"])
    steps = range(first, first + len(given.heads))
    given.heads = [text(f"{year}{sign}{(year + 1) % 100:02}") for year in steps]
    given.months = [None] * len(given.heads)
    return table("school years", given, rng)


def other_periods(rng: random.Random) -> Drawn:
    """Draw quarters, years, weeks and days in words: no figure of a month."""
    given = frame(rng, count=3)
    year, month = rng.randint(2005, 2024), rng.choice(NAMES)[:3]
    day = rng.randint(1, 26)
    given.heads = [
        text(one)
        for one in rng.choice([
            [f"Q{n} {year}/{(year + 1) % 100:02}" for n in (1, 2, 3)],
            [f"{year}-Q{n}" for n in (1, 2, 3)], [str(year + n) for n in range(3)],
            [f"W{n:02}" for n in (1, 2, 3)], [f"Week {n} {year}" for n in (9, 10, 11)],
            [f"{month} {n}" for n in range(day, day + 3)], [f"{n} {month}" for n in (14, 15, 16)],
            [f"{n:02}/{year}" for n in (11, 12, 13)], [f"{year}{n:02}" for n in (1, 2, 3)],
        ])
    ]  # fmt: skip
    given.months = [None] * 3
    return table("quarters, weeks, days", given, rng)


def dates(rng: random.Random) -> Drawn:
    """Draw dates: firsts and lasts of months, which are months, and others, which are not."""
    given = frame(rng)
    kind = rng.choice(["first", "last", "weeks", "days", "quarters", "years", "mid"])
    first = given.months[0] or 0
    steps = range(len(given.heads))
    begin = datetime.date(first // 12, first % 12 + 1, 1)
    if kind in ("weeks", "days"):
        gap = 7 if kind == "weeks" else 1
        when = [begin + datetime.timedelta(days=gap * n - rng.choice([0, 7])) for n in steps]
        when = [when[0] + datetime.timedelta(days=gap * n) for n in steps]
    else:
        gap = {"quarters": 3, "years": 12}.get(kind, 1)
        months = [first + gap * n for n in steps]
        when = [datetime.date(m // 12, m % 12 + 1, 14 if kind == "mid" else 1) for m in months]
        if kind in ("last", "quarters", "years"):
            ends = [datetime.date((m + 1) // 12, (m + 1) % 12 + 1, 1) for m in months]
            when = [end - datetime.timedelta(days=1) for end in ends]
    if kind not in ("first", "last"):
        given.months = [None] * len(given.months)
    form, pattern = rng.choice([
        ("yyyy-mm-dd", "%Y-%m-%d"), ("d mmm yyyy", "%d %b %Y"), ("dd/mm/yyyy", "%d/%m/%Y"),
        ("mm/dd/yyyy", "%m/%d/%Y"), ("mmm-yy", "%b-%y"),
    ])  # fmt: skip
    if form == "mmm-yy" and kind not in ("first", "last"):
        form, pattern = "d mmm yy", "%d %b %y"
    given.heads = [Cell(one, form, one.strftime(pattern)) for one in when]
    return table(f"dates: {kind}", given, rng)


def other_columns(rng: random.Random) -> Drawn:
    """Draw columns that are no months before, between and behind them."""
    given = frame(rng)
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(given.heads))
        head = rng.choice(["YTD", "2015/16", "Target", "Q1 2016/17", "Jul 16 Target", "Owner", "",
                           "Average", "42583", "31/07/2016", "Ocr 15"])  # fmt: skip
        given.heads.insert(at, text(head))
        given.months.insert(at, None)
        given.marks.insert(at, None)
        for row in given.figures:
            row.insert(at, Fraction(rng.choice([99, 7, 0])))
    return table("other columns", given, rng)


def twice(rng: random.Random) -> Drawn:
    """Draw a row or a column twice: nobody can say which is meant."""
    given = frame(rng)
    if rng.random() < 0.5:
        given.refs.append(given.refs[0])
        given.figures.append([None if v is None else v + 1 for v in given.figures[0]])
        found = table("twice", given, rng)
        found.meant = {key: one for key, one in found.meant.items() if key[0] != given.refs[0]}
        if rng.random() < 0.5:
            header = next(n for n, row in enumerate(found.rows) if row and row[0].value == "Ref")
            found.rows.insert(header + 1, [text("Boys")])
            found.rows.insert(len(found.rows) - 1, [text("Girls")])
        return found
    given.heads.append(text(in_words(given.months[0] or 0, rng)))
    given.months.append(given.months[0])
    given.marks.append(None)
    for row in given.figures:
        row.append(Fraction(5))
    found = table("twice", given, rng)
    found.meant = {key: one for key, one in found.meant.items() if key[1] != given.months[0]}
    return found


def blocks(rng: random.Random) -> Drawn:
    """Draw a second block of other months below the first."""
    given, first = frame(rng), start(rng, 2000, 2009)
    found = table("a second block", given, rng)
    width = len(found.rows[-1])
    months = [first + n for n in range(len(given.heads))]
    heads = [text(in_words(month, rng)) for month in months]
    lead = [text(rng.choice(["Previous year", "Ref", "", "Measure"]))]
    lead += [Cell()] * (width - len(heads) - 1)
    found.rows += [[], [*lead, *heads]]
    for ref in rng.sample(["A", "B", "N"], 2):
        figures = [Cell(float(7), shown="7") for _ in heads]
        found.rows.append([text(ref), *[Cell()] * (width - len(heads) - 1), *figures])
    return found


def looks(rng: random.Random) -> Drawn:
    """Draw figures with raised notes, struck parts, errors and formulas without a result."""
    given = frame(rng)
    kind = rng.choice(["raised", "struck", "struck whole", "error", "formula", "merged", "hidden"])
    found = table(f"looks: {kind}", given, rng, title=False)
    found.only = "workbook"
    places = [
        (r, c)
        for r, row in enumerate(found.rows)
        for c, cell in enumerate(row)
        if r and c >= len(row) - len(given.heads) and cell.value is not None
    ]
    for r, c in rng.sample(places, min(len(places), 1 if kind == "merged" else 2)):
        ref = str(found.rows[r][0].value)
        month = given.months[c - (len(found.rows[r]) - len(given.heads))] or 0
        value = decimal(found.meant[ref, month][0])
        if kind == "raised":
            found.rows[r][c] = Cell(value, raised=rng.choice(["1", "2", "a"]))
        elif kind == "struck":
            found.rows[r][c] = Cell(value, struck="12")
        else:
            del found.meant[ref, month]
            found.rows[r][c] = {
                "struck whole": Cell(float(value), kind="struck"),
                "error": Cell(rng.choice(["#N/A", "#SPILL!", "#BUSY!", "#DIV/0!"]), kind="error"),
                "formula": Cell(0.0, kind="formula"),
                "merged": Cell(float(value), merged=2),
                "hidden": Cell(33.0, form='"[c]"'),
            }[kind]
        if kind == "merged":
            # the cell beside is part of the merged one
            found.meant.pop((ref, month + 1), None)
    return found


def percentages(rng: random.Random) -> Drawn:
    """Draw percentages: with their sign, as points, or as fractions."""
    given = frame(rng)
    given.refs, given.figures = ["P"], [[figure("percent", rng) for _ in given.heads]]
    kind = rng.choice(["sign", "format", "points", "fractions"])

    def write(value: Fraction, rng: random.Random) -> Cell:
        if kind == "sign":
            return text(f"{decimal(value)}%")
        if kind == "format":
            return Cell(float(value / 100), "0.0%", f"{decimal(value)}%")
        shown = decimal(value) if kind == "points" else f"{float(value / 100):.3f}".rstrip("0")
        shown = shown.rstrip(".")
        return Cell(float(shown), shown=shown)

    if kind == "fractions":
        given.figures = [[max(one, Fraction(7)) for one in given.figures[0]]]
        given.figures[0][0] = Fraction(102)
        given.figures[0][1] = Fraction(28)
    return table(f"percentages: {kind}", given, rng, write)


def other_locale(rng: random.Random) -> Drawn:
    """Draw figures with decimal commas, and points or spaces for thousands."""
    given = frame(rng)
    thousands = rng.choice([".", " ", "\u202f", "\u00a0"])

    def write(value: Fraction, rng: random.Random) -> Cell:
        whole, _, part = decimal(value).partition(".")
        grouped = f"{abs(int(whole)):,}".replace(",", thousands)
        sign = "-" if value < 0 else ""
        return text(f"{sign}{grouped},{part}" if part else f"{sign}{grouped}")

    found = table("decimal commas", given, rng, write)
    found.separator = ";"
    if rng.random() < 0.5:
        found.layout = {"decimal_mark": "comma"}
    return found


def shifted(rng: random.Random) -> Drawn:
    """Draw figures with a comma that nobody put in quotes."""
    given = frame(rng)
    given.refs, given.figures = ["A"], [[Fraction(5)] * len(given.heads)]
    found = table("unquoted commas", given, rng)
    row = found.rows[-1]
    at = rng.randrange(len(row) - len(given.heads), len(row))
    row[at : at + 1] = [text("1"), text("480")]
    found.meant = {}
    found.only = "text"
    return found


def numbered(rng: random.Random) -> Drawn:
    """Draw refs that a spreadsheet takes for numbers."""
    given = frame(rng)
    given.refs = ["1.10"]
    given.figures = [[Fraction(8)] * len(given.heads)]
    found = table("refs as numbers", given, rng)
    found.rows[-1][0] = Cell(1.1, rng.choice(["General", "0.00"]), "1.10")
    return found


def lines(rng: random.Random) -> Drawn:
    """Draw two figures in one cell."""
    given = frame(rng)
    found = table("two lines in a cell", given, rng)
    row = found.rows[-1]
    at = rng.randrange(len(row) - len(given.heads), len(row))
    row[at] = text("417\n418")
    month = given.months[at - (len(row) - len(given.heads))] or 0
    found.meant.pop((given.refs[-1], month), None)
    return found


def exponents(rng: random.Random) -> Drawn:
    """Draw figures as R and pandas write them."""
    given = frame(rng)
    given.refs = ["A", "N"]
    given.figures = [
        [Fraction(10) ** rng.randint(5, 9) for _ in given.heads],
        [Fraction(15) / Fraction(10) ** rng.randint(5, 8) for _ in given.heads],
    ]
    found = table("exponents", given, rng, lambda value, _: text(f"{float(value):.3g}"))
    found.only = "text"
    return found


def words(rng: random.Random) -> Drawn:
    """Draw symbols in place of figures, and texts that are none."""
    given = frame(rng)
    found = table("words for figures", given, rng)
    row = found.rows[-1]
    for at in range(len(row) - len(given.heads), len(row)):
        if rng.random() < 0.6:
            row[at] = text(rng.choice(["-", "n/a", "*", "<5", "(12)", "see note", "12-15", "½",
                                       "TRUE", "=1+1", "1.2.3", "12²", "O"]))  # fmt: skip
            month = given.months[at - (len(row) - len(given.heads))] or 0
            found.meant.pop((given.refs[-1], month), None)
    return found


def encoded(rng: random.Random) -> Drawn:
    """Draw a text file of Windows."""
    found = plain(rng)
    found.twist, found.encoding, found.only = "not UTF-8", "cp1252", "text"
    found.rows.append([text("Children’s total £")])
    if rng.random() < 0.5:
        found.layout = {"encoding": "cp1252"}
    return found


def hidden(rng: random.Random) -> Drawn:
    """Draw a sheet that nobody can see."""
    found = plain(rng)
    found.twist, found.hidden, found.only, found.meant = "hidden sheets", True, "workbook", {}
    return found


def long(rng: random.Random) -> Drawn:
    """Draw a row a figure: months, years, breakdowns, two spellings of a place."""
    given = frame(rng, first=start(rng, 2000, 2024))
    kind = rng.choice(["months", "iso", "school years", "sex", "places", "years among months"])
    wide = table(f"long: {kind}", given, rng, title=False)
    periods = [str(head.value) for head in given.heads]
    if kind == "iso":
        periods = [f"{m // 12}-{m % 12 + 1:02}" for m in given.months if m is not None]
    elif kind == "school years":
        first = rng.randint(2001, 2020)
        periods = [f"{year}-{(year + 1) % 100:02}" for year in range(first, first + len(periods))]
    heads = ["Ref", "Period", "Value"]
    if kind in ("sex", "places"):
        heads.insert(1, {"sex": "Sex", "places": "Place"}[kind])
    rows = [[text(head) for head in heads]]
    for cells in wide.rows[1:]:
        for period, cell in zip(periods, cells[-len(periods) :], strict=True):
            names = {"sex": ["f", "m", "all"], "places": ["local"]}.get(kind, [])
            if kind == "places" and rng.random() < 0.3:
                names = ["local", rng.choice(["Local", "LOCAL "])]
                month = given.months[periods.index(period)] or 0
                wide.meant.pop((str(cells[0].value), month), None)
            row = [text(str(cells[0].value)), text(period), cell]
            rows += [[row[0], text(name), *row[1:]] for name in names] or [row]
    if kind == "years among months":
        rows.append([text(given.refs[0]), text("2015/16"), Cell(77.0, shown="77")])
    wide.rows, wide.layout = rows, {"shape": "long"}
    wide.meant = {} if kind in ("sex", "school years") else wide.meant
    if kind == "places":
        wide.layout["geography_column"] = "Place"
    return wide


TWISTS: tuple[Callable[[random.Random], Drawn], ...] = (
    plain, iso, two_digits, marked, years, other_periods, dates, other_columns, twice, blocks,
    looks, percentages, other_locale, shifted, numbered, lines, exponents, words, encoded, hidden,
    long,
)  # fmt: skip


def drawn(seed: int) -> Drawn:
    """Draw a table."""
    rng = random.Random(seed)
    return TWISTS[seed % len(TWISTS)](rng)
