"""Whom a table means: an indicator by its ref, which a spreadsheet may have changed; a place."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property

from kpilib.language.catalogue import Catalogue
from kpilib.project.tables.grids import Raw
from kpilib.project.tables.headings import name_of
from kpilib.project.tables.tables import Named
from kpilib.values.suggest import did_you_mean

#: for so many names that are none a ref like it is looked for
_LOOKED_FOR = 100


class ProjectNames:
    """The refs of a catalogue and of a layout, and the places of a project."""

    def __init__(
        self, catalogue: Catalogue, refs: Mapping[str, str], places: Iterable[str]
    ) -> None:
        self._indicators, self._refs = catalogue.indicators, refs
        self._looked_for = 0
        #: places by their name in small letters; the first spelling counts
        self._places: dict[str, str] = {}
        for place in places:
            self._places.setdefault(_folded(place), place)
        registered = catalogue.registers.geographies.values()
        names = Counter(_folded(one.name) for one in registered)
        for one in registered:
            if names[_folded(one.name)] == 1:
                self._places.setdefault(_folded(one.name), one.id)

    def place(self, text: str) -> str:
        """Return the place meant: an id, or a name of the register, in any case of letters."""
        return self._places.setdefault(_folded(text), text)

    def ref(self, raw: Raw, shown: str | None) -> Named:
        """Return the indicator meant; a number stands for no ref that only looks like it."""
        text = name_of(raw)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return self._numbered(text, shown)
        ref = self._refs.get(text, text)
        if ref in self._indicators:
            return Named(ref, text)
        return Named(None, text, self._near(ref))

    def _numbered(self, text: str, shown: str | None) -> Named:
        alike = self._numbers.get(_number(text), [])
        # what a cell without a format shows has lost its zeros as the number has
        is_told = shown in alike and shown != text
        meant = shown if is_told else text if alike == [text] else None
        if meant is not None:
            ref = self._refs.get(meant, meant)
            if ref in self._indicators:
                return Named(ref, text)
        if alike:
            doubt = f"the number `{text}` may be the ref {' or '.join(f'`{one}`' for one in alike)}"
            return Named(None, text, doubt=f"{doubt}: a number keeps no zeros at its ends")
        return Named(None, text, self._near(text))

    def _near(self, name: str) -> str | None:
        """Return a ref like this one; a table with many that are none is another table."""
        self._looked_for += 1
        return did_you_mean(name, self._indicators) if self._looked_for <= _LOOKED_FOR else None

    @cached_property
    def _numbers(self) -> Mapping[Decimal | None, list[str]]:
        """The refs that are numbers, by the number."""
        found: dict[Decimal | None, list[str]] = {}
        for name in dict.fromkeys((*self._indicators, *self._refs)):
            number = _number(name)
            if number is not None:
                found.setdefault(number, []).append(name)
        return found


def _folded(name: str) -> str:
    """Return a name so that its spellings are one: letters, accents, apostrophes."""
    return unicodedata.normalize("NFKC", name).casefold().replace("\u2019", "'")


def _number(text: str) -> Decimal | None:
    if len(text) > 30:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
