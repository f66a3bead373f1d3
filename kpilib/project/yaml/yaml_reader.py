"""The strict YAML reader: a file's events into nodes with places, everything odd into faults.

YAML is read event by event (a deep file kills a composer, not an event loop), and only the part
of it that analysts need: no anchors, aliases, tags, merge keys or second documents. Where the
file breaks inside an indicator, reading goes on at the next one, so that one slip hides nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from kpilib.project.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from kpilib.values.findings import Fault, Span
from kpilib.values.text import MOST_BYTES, decoded, hidden_in, without_hidden

SYNTAX, DUPLICATE, FORBIDDEN, BAD_VALUE = "KPI102", "KPI103", "KPI107", "KPI106"
MOST_NODES, MOST_DEPTH, MOST_SCALAR = 100_000, 16, 100_000
_TOO_DEEP = "values are nested more than 16 deep"
_RESTARTS = 50

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document(NamedTuple):
    """A file as read: its content, its faults, and what could not be read."""

    root: Node | None
    faults: list[Fault]
    #: the file could not be read to its end
    broken: bool = False
    #: refs that stand in the parts that could not be read
    lost: frozenset[str] = frozenset()


def read_yaml(data: bytes, file: str) -> Document:
    """Read the bytes of one file; never raises for what they hold."""
    if len(data) > MOST_BYTES:
        message = f"the file has {len(data):,} bytes; at most {MOST_BYTES:,} are allowed"
        fault = Fault(BAD_VALUE, Span(file), message, "split it into several files")
        return Document(None, [fault], True)
    text, faults = decoded(data, file)
    if (
        not text.isascii()
        or b" \n" in data
        or b"\t\n" in data
        or b"\r" in data
        or data[-1:] == b" "
    ):
        from kpilib.project.yaml.conventions import odd_text

        faults += odd_text(text, file)
    if any(fault.code == "KPI101" for fault in faults):
        return Document(None, faults, True, frozenset(_refs_in(text)))
    return _Reader(text, file, faults).document()


def _refs_in(text: str) -> list[str]:
    """Return what the lines of a text that cannot be read as YAML say of refs."""
    found = []
    for line in text.split("\n"):
        key, _, rest = line.strip().lstrip("- ").partition(":")
        if key == "ref" and (value := rest.partition(" #")[0].strip()):
            is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
            found.append(value[1:-1] if is_quoted else value)
    return found


class _Stop(Exception):
    """Reading this stretch has to end."""


class _Reader:
    """One file's stack of open lists and mappings."""

    def __init__(self, text: str, file: str, faults: list[Fault]) -> None:
        self._text, self._file, self._faults = text, file, faults
        self._lines: list[str] | None = None
        self._line = 0
        self._nodes = 0
        self._lost: set[str] = set()
        #: indicators in which a second one begins without its dash
        self._doubled: set[int] = set()

    def document(self) -> Document:
        root = self._stretch(self._text)
        broken = self._broken
        restarts = 0
        while self._broken and isinstance(root, Sequence | None) and restarts < _RESTARTS:
            rest = self._after_the_fault()
            if rest is None:
                break
            more = self._stretch(rest)
            if isinstance(more, Sequence):
                if root is None:
                    root = more
                else:
                    root.items += more.items
            restarts += 1
        if broken and not isinstance(root, Sequence):
            self._lost.update(_refs_in(self._text))
        return Document(root, self._faults, broken, frozenset(self._lost))

    def _after_the_fault(self) -> str | None:
        """Give the text from the next indicator after the fault on, and note what is skipped."""
        lines = self._text.split("\n")
        begin = self._fault_line
        start = begin
        while start > 0 and not lines[min(start, len(lines) - 1)].startswith("- "):
            start -= 1
        end = begin + 1
        while end < len(lines) and not lines[end].startswith("- "):
            end += 1
        self._lost.update(_refs_in("\n".join(lines[start:end])))
        if end >= len(lines):
            return None
        self._line = end
        return "\n".join(lines[end:])

    def _stretch(self, text: str) -> Node | None:
        """Read events until the end of the text or until it breaks."""
        self._broken, self._fault_line = False, 0
        self._stack: list[tuple[Sequence | Mapping, Scalar | None]] = []
        self._root: Node | None = None
        loader = _Loader(text)
        try:
            self._events(loader)
        except yaml.YAMLError as error:
            self._complain(error)
        except _Stop:
            self._broken = True
        finally:
            loader.dispose()
        if self._broken:
            self._drop_unfinished()
        return self._root

    def _events(self, loader: Any) -> None:
        documents = 0
        while (event := loader.get_event()) is not None:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._forbid(event, "a second document begins here", "make it a file")
                    raise _Stop
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)

    def _node(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._fault(BAD_VALUE, event, f"the file holds more than {MOST_NODES:,} values")
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self._forbid(event, f"`*{event.anchor}` is an alias", "write the value out")
            self._add(Scalar("", self._span(event), False, None))
            return
        if event.anchor is not None:
            self._forbid(event, f"`&{event.anchor}` is an anchor", "write the value out each time")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._forbid(event, f"`{tag}` is a tag", "leave it out; the key says what it is")
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event))
            return
        sequence = isinstance(event, yaml.SequenceStartEvent)
        node = Sequence(self._span(event)) if sequence else Mapping(self._span(event))
        self._add(node)
        self._stack.append((node, None))
        if len(self._stack) > MOST_DEPTH:
            self._fault(BAD_VALUE, event, _TOO_DEEP)
            raise _Stop

    def _scalar(self, event: Any) -> Scalar:
        if len(event.value) > MOST_SCALAR:
            self._fault(BAD_VALUE, event, f"a text has more than {MOST_SCALAR:,} characters")
            event.value = event.value[:100]
        span = self._span(event)
        if event.style == '"' and "\\" in self._source(span):
            self._faults += hidden_in(event.value, span)
            event.value = without_hidden(event.value)
        quoted = event.style in ("'", '"')
        width = span.end_column - span.column - 2 * quoted
        same = span.line == span.end_line and width == len(event.value)
        return Scalar(event.value, span, not event.style, int(quoted) if same else None)

    def _source(self, span: Span) -> str:
        """Give the lines of a stretch as they stand in the file."""
        if self._lines is None:
            self._lines = self._text.split("\n")
        return "\n".join(self._lines[span.line - 1 : span.end_line])

    def _add(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        holder, key = self._stack[-1]
        if isinstance(holder, Sequence):
            holder.items.append(node)
        elif key is None:
            self._key(holder, node)
        else:
            self._stack[-1] = (holder, None)
            if key.text in holder.entries and self._is_next(holder, key, node):
                return
            if key.text in holder.entries:
                first = holder.entries[key.text][0].span
                message = f"`{key.text}` is given twice; it stands in line {first.line} already"
                self._faults.append(Fault(DUPLICATE, key.span, message, "keep one of the two"))
            else:
                holder.entries[key.text] = (key, node)

    def _is_next(self, holder: Mapping, key: Scalar, node: Node) -> bool:
        """Say whether a second ref begins an indicator whose dash was forgotten; report it once."""
        if key.text == "ref" and isinstance(node, Scalar):
            self._lost.add(node.text)
            if id(holder) not in self._doubled:
                self._doubled.add(id(holder))
                message = "a second `ref` in one indicator"
                hint = "a new indicator begins with `- ` at the margin"
                self._faults.append(Fault(DUPLICATE, key.span, message, hint))
            return True
        return id(holder) in self._doubled

    def _key(self, holder: Mapping, node: Node) -> None:
        if not isinstance(node, Scalar):
            message = "brackets stand where a key is expected"
            self._faults.append(Fault(SYNTAX, node.span, message, "put quotes around the text"))
            node = Scalar("", node.span, False, None)
        if node.plain and node.text == "<<":
            self._faults.append(
                Fault(
                    FORBIDDEN,
                    node.span,
                    "`<<` takes the keys of another entry in",
                    "write the keys out",
                )
            )
        self._stack[-1] = (holder, node)

    def _close(self, event: Any) -> None:
        node, _ = self._stack.pop()
        node.span = Span(
            *node.span[:3], event.end_mark.line + 1 + self._line, event.end_mark.column + 1
        )

    def _drop_unfinished(self) -> None:
        """Take out the indicator, or the entry of a register, in which the file broke off."""
        holders = [holder for holder, _ in self._stack]
        if isinstance(self._root, Sequence) and len(holders) <= 1:
            # what was read of the indicator above the fault is not to be trusted either
            if self._root.items:
                self._root.items.pop()
            return
        depth = 0 if holders and isinstance(holders[0], Sequence) else 1
        if len(holders) <= depth + 1:
            return
        holder = holders[depth]
        if isinstance(holder, Sequence):
            del holder.items[-1:]
        elif holder.entries:  # else brackets stand in the place of the first key
            holder.entries.popitem()

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(
            self._file,
            start.line + 1 + self._line,
            start.column + 1,
            end.line + 1 + self._line,
            end.column + 1,
        )

    def _fault(self, code: str, event: Any, message: str, hint: str | None = None) -> None:
        span = self._span(event)
        if span.end_line != span.line:
            span = span._replace(end_line=span.line, end_column=span.column + 1)
        self._fault_line = span.line - 1
        self._faults.append(Fault(code, span, message, hint))

    def _forbid(self, event: Any, what: str, hint: str) -> None:
        self._fault(FORBIDDEN, event, f"{what}; specs do without", hint)

    def _complain(self, error: yaml.YAMLError) -> None:
        from kpilib.project.yaml.yaml_words import said

        self._broken = True
        mark = getattr(error, "problem_mark", None)
        begins_above = ("quoted" in str(error.__dict__.get("context", ""))) or (
            "could not find expected" in str(error.__dict__.get("problem", ""))
        )
        if begins_above or mark is None:
            mark = getattr(error, "context_mark", None) or mark
        lines = self._text.split("\n")
        line = min((mark.line if mark else 0) + self._line, len(lines) - 1)
        column = min(mark.column if mark else 0, len(lines[line]))
        self._fault_line = line
        span = Span(self._file, line + 1, column + 1, line + 1, column + 2)
        # libyaml reads ahead, and from PyYAML 6.0.4 on gives up at a depth of its own
        deep = "nesting depth" in str(getattr(error, "problem", ""))
        message, hint = (_TOO_DEEP, None) if deep else said(error, lines[line])
        self._faults.append(Fault(BAD_VALUE if deep else SYNTAX, span, message, hint))
