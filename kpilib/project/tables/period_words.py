"""What headings are that are not months, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from kpilib.project.tables.headings import Heading, Month

#: so many headings are named in a sentence
_NAMED = 6
#: one period, several of it
_WORDS = {
    "year": ("a year", "years"), "quarter": ("a quarter", "quarters"), "week": ("a week", "weeks"),
    "day": ("a day", "days"),
}  # fmt: skip
_OPEN_YEARS = ("a school or financial year", "school or financial years")
_REMEDIES = {
    "iso": 'if months are meant, say so in a layout: months: "%Y-%m"',
    "year": "import takes months: leave years out, or give their months",
    "quarter": "import takes months: leave quarters out, or give their months",
    "week": "import takes months: add the weeks up before",
    "day": "type the month, 2015-09; or, where each day stands for its month, say in a layout how "
    'days are written: months: "%d/%m/%Y"',
    "order": 'say in a layout which comes first: months: "%d/%m/%Y" or "%m/%d/%Y"',
    "century": "write the year with four digits",
    "": "a month is written Sep 15 or 2015-09",
}


def in_words(found: Sequence[tuple[Heading, Month]]) -> tuple[str, str]:
    """Say what headings of one kind are that are not months, and give the remedy."""
    heading, month = found[0]
    kind, is_open = month.kind, any(month.is_open for _, month in found)
    shown = [f"`{one.text[:40]}`" for one, _ in found]
    named = ", ".join(shown[:_NAMED])
    named += f" and {len(shown) - _NAMED} more" if shown[_NAMED:] else ""
    several = len(shown) > 1
    remedy = _REMEDIES["iso" if heading.form.startswith("iso") else kind]
    if heading.form == "iso /":
        remedy = remedy.replace("%Y-%m", "%Y/%m")
    if kind == "order":
        ways = [f"{date.day} {date:%B %Y}" for date in dict.fromkeys(heading.dates.values())]
        return f"{named} could be read in two ways: {shown[0]} as {' or '.join(ways)}", remedy
    if kind == "century" and heading.short is not None:
        years = f"of 19{heading.short[1]:02} or of 20{heading.short[1]:02}"
        return f"{named} could be read in two ways: {shown[0]} may be {years}", remedy
    if not kind:
        return f"{named} {'are not months' if several else 'is not a month'}", remedy
    words = (_OPEN_YEARS if kind == "year" and is_open else _WORDS[kind])[several]
    if is_open:
        return f"{named} may be {words}, not {'months' if several else 'a month'}", remedy
    if kind == "week" and heading.dates:
        return f"{named} are weeks: the dates are seven days apart", remedy
    sure = [one.text for one, _ in found if one.month is None and one.form.startswith("iso")]
    tell = f" (`{sure[0]}` is not a month)" if sure and several else ""
    verb, months = ("are", "months") if several else ("is", "a month")
    return f"{named} {verb} {words}, not {months}{tell}", remedy
