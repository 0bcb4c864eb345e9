"""Change or add one entry of a YAML text in place: every other character, comment and line stays as it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import yaml

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN = re.compile(r"\w(?:[\w .'’()/@+-]*[\w.'’()/@+-])?")
"""Values that mean the same without quotes, wherever they stand. Anything else is quoted."""
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(value: str, quoted: bool = False) -> str:
    """The value on one line of YAML, in double quotes where it needs them or `quoted` asks for them."""
    value = unicodedata.normalize("NFC", value)
    if not quoted and _PLAIN.fullmatch(value):
        return value
    return '"' + "".join(_ESCAPED.get(one) or (one if _shows(one) else _code(one)) for one in value) + '"'


def _shows(one: str) -> bool:
    """Whether YAML keeps the character as it is: line separators fold, the byte order mark and controls are refused."""
    if "\ud800" <= one <= "\udfff" or one in "\u2028\u2029\ufeff\ufffe\uffff":
        return False
    return " " <= one <= "~" or one > "\xa0"


def _code(one: str) -> str:
    return f"\\x{ord(one):02x}" if ord(one) < 256 else f"\\u{ord(one):04x}"


def put(text: str, table: str, names: tuple[str, ...], render: Callable[[bool], str], before: str = "") -> str:
    """The text with an entry in the outer table `table` ("": the file itself, which must hold a table).

    An entry called any of `names` is given the new value, and the first of them as its name; a new one goes after the
    last, or before the entry `before`. `render` gives the value; it is told whether an unquoted value would be unsafe.

    Raises ValueError where the text is not YAML (any more)."""
    root = _composed(text)
    holder: Any = root if table == "" else _child(root, (table,))
    line = f"{scalar(names[0])}: {render(False)}"
    if holder is None and _flows(root):
        return put(text, "", (table,), lambda _: "{" + line + "}")
    if holder is None:
        return f"{text}{table}:\n  {line}\n"
    if isinstance(holder, yaml.ScalarNode):  # `answers:` with nothing behind it
        at = holder.end_mark.index
        return f"{text[:at]}\n  {line}{text[at:]}"
    for key, value in holder.value:
        if key.value in names:
            return _replaced(text, key, value, names[0], render)
    if not holder.value:
        return text[: holder.start_mark.index] + "{" + line + "}" + text[holder.end_mark.index :]
    if _flows(holder):
        at = _end(holder.value[-1][1], text)
        return f"{text[:at]}, {line}{text[at:]}"
    indent = " " * holder.start_mark.column
    for key, _ in holder.value:
        if key.value == before:
            at = key.start_mark.index
            return f"{text[:at]}{line}\n{indent}{text[at:]}"
    at = _line_end(text, _end(holder.value[-1][1], text))
    return f"{text[:at]}\n{indent}{line}{text[at:]}"


def take(text: str, table: str, names: tuple[str, ...]) -> str:
    """The text without the entry of the outer table called any of `names`; as it was where there is none."""
    root = _composed(text)
    holder = _child(root, (table,))
    entries = holder.value if isinstance(holder, yaml.MappingNode) else []
    at = next((index for index, (key, _) in enumerate(entries) if key.value in names), None)
    if at is None:
        return text
    key, value = entries[at]
    if len(entries) == 1:
        outer = next(name for name, held in _entries(root) if held is holder)
        colon = text.index(":", outer.end_mark.index)
        return text[: colon + 1] + " {}" + text[_end(holder, text) :]
    if _flows(holder) and at:
        return text[: _end(entries[at - 1][1], text)] + text[_end(value, text) :]
    if _flows(holder):
        return text[: key.start_mark.index] + text[entries[1][0].start_mark.index :]
    start = key.start_mark.index - key.start_mark.column
    return text[:start] + text[_line_end(text, _end(value, text)) + 1 :]


def insert(text: str, path: Sequence[str | tuple[str, str]], item: str, after: str = "", *, first: bool = False) -> str:
    """The text with one entry more in the list at `path`, behind the entry called `after`, else at its end (or start).

    A step of the path is a key, or the (key, value) by which an entry of a list is known. An entry is called by its own
    word or by its `id`. `item` is the entry as YAML: on one line where the list is, its lines indented by what lies
    within it.

    Raises ValueError where there is no such list, where it is empty, or where it has no such entry."""
    node = _composed(text)
    for step in path:
        if isinstance(step, str):
            node = _child(node, (step,))
        else:
            rows = node.value if isinstance(node, yaml.SequenceNode) else []
            node = next((row for row in rows if _named(row, step[0]) == step[1]), None)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise ValueError("there is no such list")
    rows = node.value
    before = next((row for row in rows if after and after in (_named(row, "id"), getattr(row, "value", ""))), None)
    if after and before is None:
        raise ValueError(f"'{after}' is not in the list")
    if _flows(node) and first:
        at = rows[0].start_mark.index
        return f"{text[:at]}{item}, {text[at:]}"
    at = _end(before or rows[-1], text)
    if _flows(node):
        return f"{text[:at]}, {item}{text[at:]}"
    indent = " " * node.start_mark.column
    lines = "".join(f"{indent}{'  ' if number else '- '}{line}\n" for number, line in enumerate(item.split("\n")))
    if first:
        at = node.start_mark.index - node.start_mark.column
        return text[:at] + lines + text[at:]
    at = _line_end(text, at)
    return f"{text[:at]}\n{lines.removesuffix(chr(10))}{text[at:]}"


def _named(node: Any, key: str) -> str:
    """What an entry of a list says under a key."""
    held = _child(node, (key,))
    return held.value if isinstance(held, yaml.ScalarNode) else ""


def _replaced(text: str, key: Any, value: Any, name: str, render: Callable[[bool], str]) -> str:
    start, end = value.start_mark.index, _end(value, text)
    rest = text[end : _line_end(text, end)].lstrip()
    said = render(rest.startswith("#"))  # a comment right behind an unquoted value would be refused
    colon = text.index(":", key.end_mark.index)
    between = text[colon + 1 : start]
    kept = f"{between}  " if "#" in between else " "  # comments above the answer stay, the answer further in than they
    named = text[key.start_mark.index : key.end_mark.index] if key.value == name else scalar(name)
    return f"{text[: key.start_mark.index]}{named}{text[key.end_mark.index : colon + 1]}{kept}{said}{text[end:]}"


def _composed(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as problem:
        raise ValueError(str(problem)) from None


def _entries(node: Any) -> list[tuple[Any, Any]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _child(node: Any, names: tuple[str, ...]) -> Any:
    return next((value for key, value in _entries(node) if key.value in names), None)


def _flows(node: Any) -> bool:
    return bool(node.flow_style)


def _end(node: Any, text: str) -> int:
    """Where a node’s own text ends. For the parser a block ends at the next token: after comments that are not its own."""
    if isinstance(node, yaml.ScalarNode):
        end: int = node.end_mark.index
        if node.style in ("|", ">"):
            end = node.start_mark.index + len(text[node.start_mark.index : end].rstrip())
        return end
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, yaml.MappingNode) else last, text)


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return found if found >= 0 else len(text)
