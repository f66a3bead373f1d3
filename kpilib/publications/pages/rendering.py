"""The environment in which templates become pages: whatever a spec holds comes out as text."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from kpilib.values.errors import UsageError
from kpilib.values.safe import one_line

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FOLDER = os.path.join(os.path.dirname(__file__), "templates")


@cache
def environment() -> Environment:
    """Make the environment; UsageError where jinja2 is not installed."""
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ModuleNotFoundError:
        raise UsageError("HTML needs jinja2: pip install kpilib[html]") from None
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=seen,
    )


def seen(value: Any) -> Any:
    """Give a text with what cannot be seen replaced by its code; our own markup as it is."""
    if type(value) is not str:
        return value
    return one_line(value) if "\n" not in value else "\n".join(map(one_line, value.split("\n")))


def markup(text: str) -> Markup:
    """Say of a text that it is markup of our own, in which every foreign text was escaped."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - drawings of publishing.drawing and files of this folder


@cache
def style() -> tuple[Markup, Markup]:
    """Give the style sheet and its hash, by which the page allows this one and no other."""
    return _inline("style.css")


@cache
def script() -> tuple[Markup, Markup]:
    """Give the script of the search and its hash."""
    return _inline("search.js")


@cache
def _inline(name: str) -> tuple[Markup, Markup]:
    with open(os.path.join(_FOLDER, name), encoding="utf-8") as file:
        text = file.read()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return markup(text), markup(f"sha256-{digest}")


def rendered(template: str, **values: Any) -> str:
    """Fill a template; the page allows the style sheet of this folder and nothing else."""
    sheet, digest = style()
    found = environment().get_template(template)
    values = {"script_hash": None, "images": False, "style": sheet, "style_hash": digest} | values
    return found.render(values)
