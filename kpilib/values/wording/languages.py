"""Which languages there are: a file each beside this module."""

from __future__ import annotations

import os
from functools import cache

#: the language of datasets that name none
DEFAULT = "en-GB"
FOLDER = os.path.join(os.path.dirname(__file__), "locales")


@cache
def names() -> tuple[str, ...]:
    """Give the names of the languages, such as ``en-GB``."""
    return tuple(sorted(name.removesuffix(".yaml") for name in os.listdir(FOLDER)))
