"""What a file carries of its origin, put into the form its format can hold, and the short hash that stands for words."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

Origin = Mapping[str, Any]
"""Name → text, list or mapping: the organisation, versions, editions, the day, clauses. Nothing that the file does not print."""

PLACE = "_pg_"
"""How the hidden bookmark of a paragraph or row begins."""
DIGEST = 8
"""Letters of a hash: 48 bits, so that two paragraphs of one file never share one by chance."""
SHOWN = 255
"""Characters of a custom property that Word keeps."""
_MISSING = "." * DIGEST


@lru_cache(maxsize=16384)  # most of what one organisation’s document says, the next one’s says too
def digest(words: str) -> str:
    """The hash of words, white space collapsed."""
    return digest_of(" ".join(words.split()).encode())


def digest_of(data: bytes) -> str:
    """The hash of anything, in eight letters."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()[: DIGEST * 3 // 4]).decode()


def record(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Clause → the hashes of what it says, one after another, from (place, words).

    A place is `<clause>_<n>`, counted from 1 in each clause; what has none is listed under the empty name."""
    found: dict[str, list[str]] = {}
    for place, words in said:
        clause, number = placed(place)
        if not clause and not words:
            continue
        held = found.setdefault(clause, [])
        while len(held) + 1 < number:
            held.append(_MISSING)
        held.append(digest(words))
    return {clause: "".join(held) for clause, held in found.items()}


def recorded(held: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What `record` gave, with the hashes apart."""
    return {
        clause: tuple(joined[at : at + DIGEST] for at in range(0, len(joined), DIGEST))
        for clause, joined in held.items()
    }


def placed(place: str) -> tuple[str, int]:
    """The clause and the number of a place; ("", 0) where it is none."""
    found = re.fullmatch(r"(\w+)_(\d+)", place)
    return (found[1], int(found[2])) if found else ("", 0)


def told(origin: Origin) -> dict[str, str]:
    """Every entry as text: what is more than text as JSON."""
    return {name: value if isinstance(value, str) else compact(value) for name, value in sorted(origin.items())}


def understood(texts: Mapping[str, str]) -> dict[str, Any]:
    """What `told` gave, as it was. Raises ValueError where it is not that."""
    return {name: json.loads(value) if value[:1] in ("[", "{") else value for name, value in texts.items()}


def compact(value: Any) -> str:
    """JSON in few characters, the same each time."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def remark(origin: Origin) -> str:
    """The origin as a comment at the end of a Markdown file, which readers do not show; without the clauses, for those who
    read the file as it stands. Nothing for a file without an origin."""
    said = {name: value for name, value in origin.items() if name not in ("clauses", "short_forms", "words")}
    told = compact(said).replace(">", "\\u003e")
    return f"\n<!-- policygen {told} -->\n" if said else ""


def properties(texts: Mapping[str, str]) -> dict[str, str]:
    """Entries as properties of at most 255 characters: a longer one becomes `name 1`, `name 2` and so on.

    No piece begins or ends with a space, which a program might drop."""
    found = {}
    for name, value in texts.items():
        if len(value) <= SHOWN:
            found[name] = value
            continue
        start = number = 0
        while start < len(value):
            end = min(start + SHOWN, len(value))
            while end < len(value) and end > start + 1 and (value[end].isspace() or value[end - 1].isspace()):
                end -= 1
            number += 1
            found[f"{name} {number}"] = value[start:end]
            start = end
    return found


def joined(held: Mapping[str, str]) -> dict[str, str]:
    """What `properties` gave, put together again; anybody's other properties are among them."""
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, str]] = {}
    for name, value in held.items():
        base, _, number = name.rpartition(" ")
        if base and number.isdecimal():
            pieces.setdefault(base, {})[int(number)] = value
        else:
            found[name] = value
    for base, parts in pieces.items():
        found.setdefault(base, "".join(parts[number] for number in sorted(parts)))
    return found
