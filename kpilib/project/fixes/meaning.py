"""What a file means before and after an edit: no remedy may change more than it says."""

from __future__ import annotations

from typing import Any

from kpilib.project.yaml.yaml_nodes import Mapping, Node, Scalar
from kpilib.project.yaml.yaml_reader import read_yaml

_STRAIGHT = {"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2018": "'", "\u2019": "'"}
#: remedies after which every text has to be the same, letter by letter
_SAME = ("KPI507", "KPI510", "order")
#: remedies after which texts are the same but for quotes and spaces
_ALIKE = ("KPI508", "KPI509")


def harmless(code: str, before: str, after: str) -> bool:
    """Say whether a file still means what it should, and reads no worse than before."""
    old, new = read_yaml(before.encode(), "x"), read_yaml(after.encode(), "x")
    count = [sum(fault.code < "KPI5" for fault in read.faults) for read in (old, new)]
    if count[1] > count[0]:
        return False
    if code in _SAME:
        return bool(_meant(old.root) == _meant(new.root))
    if code in _ALIKE:
        return bool(_meant(old.root, alike=True) == _meant(new.root, alike=True))
    return True


def _meant(node: Node | None, *, alike: bool = False) -> Any:
    """Give the plain content; with `alike`, quotes straight, odd spaces plain, ends stripped."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return _plain(node.text) if alike else node.text
    if isinstance(node, Mapping):
        return {key.text: _meant(value, alike=alike) for key, value in node}
    return [_meant(item, alike=alike) for item in node.items]


def _plain(text: str) -> str:
    straight = "".join(_STRAIGHT.get(one, " " if one.isspace() else one) for one in text)
    return straight.strip("\"' ")
