"""The project file: `kpilib.toml`, or `[tool.kpilib]` of a `pyproject.toml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from kpilib.values.errors import UsageError

_MOST_BYTES = 1_000_000
SEVERITIES = ("error", "warning", "off")
#: where observations are kept, beside a file in the project
CSV, POSTGRES = "csv", "postgresql"
_FILES = (".sqlite", ".sqlite3", ".db", ".duckdb")
_SUFFIX_UNITS = ("count", "percent", "rate", "number", "days", "money")


class Configuration(NamedTuple):
    """What a project says of itself."""

    #: the folder that holds the project file
    root: str
    indicators: str = "indicators"
    specs: str = "specs"
    #: the dataset meant where none is named
    dataset: str | None = None
    #: "csv", "postgresql", or a file in the project that ends in .sqlite or .duckdb
    store: str = CSV
    require_because: bool = False
    #: severity by code: error, warning or off
    rules: Mapping[str, str] = {}
    #: the unit that a ref's ending promises
    suffixes: Mapping[str, str] = {}


def find(start: str) -> Configuration:
    """Read the project file of that folder or its nearest parent with one; raises UsageError."""
    folder = os.path.realpath(start)
    while True:
        found = read(folder)
        if found:
            return found
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    message = f"no project: neither {start} nor a folder above it holds a kpilib.toml"
    raise UsageError(f"{message} or a pyproject.toml with [tool.kpilib]")


def at(folder: str) -> Configuration:
    """Read the project file of exactly that folder; raises UsageError."""
    found = read(os.path.realpath(folder))
    if not found:
        message = f"no project: {folder} holds neither a kpilib.toml"
        raise UsageError(f"{message} nor a pyproject.toml with [tool.kpilib]")
    return found


def read(folder: str) -> Configuration | None:
    """Read the project file of a folder, None where there is none; raises UsageError."""
    own = os.path.join(folder, "kpilib.toml")
    if os.path.isfile(own):
        return _checked(_toml(own), folder, "kpilib.toml")
    shared = os.path.join(folder, "pyproject.toml")
    if os.path.isfile(shared):
        tool = _toml(shared).get("tool", {})
        if isinstance(tool, dict) and "kpilib" in tool:
            return _checked(tool["kpilib"], folder, "[tool.kpilib] of pyproject.toml")
    return None


def _toml(path: str) -> dict[str, Any]:
    if os.path.islink(path):
        raise UsageError(f"{path} is a link; a project file is a file of its own")
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError(f"{path} has more than {_MOST_BYTES:,} bytes")
        if not data.strip():
            return {}
        import tomllib

        return tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _checked(given: Any, root: str, where: str) -> Configuration:
    kinds: dict[str, type] = {"indicators": str, "specs": str, "dataset": str, "store": str}
    kinds |= {"require_because": bool, "rules": dict}
    if not isinstance(given, dict):
        raise UsageError(f"{where} is not a table of keys")
    for key, value in given.items():
        if key not in kinds:
            raise UsageError(f"`{key}` is no key of {where}; known are {', '.join(kinds)}")
        if not isinstance(value, kinds[key]):
            raise UsageError(f"`{key}` of {where} has the wrong kind of value")
    for key in ("indicators", "specs"):
        _stays_inside(given.get(key, key), key, where)
    _check_store(given.get("store", CSV), where)
    rules = dict(given.get("rules", {}))
    suffixes = rules.pop("suffixes", {})
    _check_rules(rules, suffixes, where)
    rest = {key: value for key, value in given.items() if key != "rules"}
    for key in ("indicators", "specs", "store"):
        if key in rest:
            rest[key] = os.path.normpath(rest[key]).replace("\\", "/")
    return Configuration(root=root, rules=rules, suffixes=suffixes, **rest)


def _check_store(store: str, where: str) -> None:
    if store in (CSV, POSTGRES):
        return
    _stays_inside(store, "store", where, "a file")
    if not store.lower().endswith(_FILES):
        known = f"`{CSV}`, `{POSTGRES}` or a file that ends in {', '.join(_FILES)}"
        raise UsageError(f"`store` of {where} is `{store}`; it may be {known}")


def _stays_inside(path: str, key: str, where: str, what: str = "a folder") -> None:
    parts = path.replace("\\", "/").split("/")
    if (
        "" in parts[:-1]
        or ".." in parts
        or ":" in path
        or not path.isprintable()
        or path in ("", ".")
    ):
        raise UsageError(f"`{key}` of {where} is `{path}`: it has to be {what} in the project")


def _check_rules(rules: dict[str, Any], suffixes: Any, where: str) -> None:
    for code, severity in rules.items():
        if severity not in SEVERITIES:
            wanted = ", ".join(SEVERITIES)
            raise UsageError(f"[rules] of {where}: `{code}` may be {wanted}, not `{severity}`")
    if (
        not isinstance(suffixes, dict)
        or "" in suffixes
        or len(suffixes) > 100
        or any(unit not in _SUFFIX_UNITS for unit in suffixes.values())
    ):
        wanted = ", ".join(_SUFFIX_UNITS)
        raise UsageError(f"[rules.suffixes] of {where} gives each ending one of {wanted}")
