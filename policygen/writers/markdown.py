"""Draw a document as Markdown that reads well as it stands and renders (CommonMark, pipe tables) to the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from unicodedata import category

from policygen.document import (
    Block,
    Contents,
    Document,
    Form,
    Items,
    Line,
    Notice,
    Paragraph,
    Part,
    Passage,
    Run,
    Subheading,
    Table,
    text,
)

# What means something wherever it stands. At the end of a run only what the next run would complete.
_SIGNS = re.compile(r"[\\`*<~$]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:]|$)|&(?=#?\w+;|$)|!(?=\[|$)")
# At the start of a row: where it would be read as a heading, a list, a quote, a rule, a table or a task.
_OPENING = re.compile(r"^(?:\d{1,9}(?=[.)](?:\s|$))|(?=[#+>=|-]|:-|\[[ xX]\]))")
_SLUG = re.compile(r"[^\w\- ]")
_Slugs = Mapping[str, str]


def write_markdown(document: Document) -> bytes:
    """The document as Markdown in UTF-8; links go to the anchors that GitHub makes of headings.

    Pictures are left out: what they show stands beside them as a list or a table. Gaps and assumptions are bold.
    """
    slugs = _slugs(document)
    cover = document.cover
    blocks = [f"**{_row(cover.organisation, slugs)}**", f"# {_heading('', (Run(cover.title),), slugs)}"]
    if cover.draft:
        blocks.append(f"**{_plain(cover.draft)}**")
    if cover.facts:
        blocks.append("\n".join(f"- {_plain(label)}: {_row(line, slugs)}" for label, line in cover.facts))
    if cover.warnings:
        blocks.append("\n>\n".join(_indented(_rows(line, slugs), "> ", "> ") for line in cover.warnings))
    blocks.append(_rows(cover.note, slugs))
    for part in document.parts:
        blocks.append(f"## {_heading(_number(part), part.title, slugs)}")
        for thing in part.content:
            if isinstance(thing, Passage):
                blocks.append(f"### {_heading(thing.number, thing.title, slugs)}")
                for block in thing.blocks:
                    blocks.extend(_drawn(block, 4, document, slugs))
            else:
                blocks.extend(_drawn(thing, 3, document, slugs))
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8")


def _drawn(block: Block, level: int, document: Document, slugs: _Slugs) -> Iterator[str]:
    match block:
        case Paragraph(line, style):
            rows = _rows(line, slugs)
            yield f"*{rows}*" if style == "follows" and rows else rows
        case Items():
            yield _items(block, slugs)
        case Table():
            yield _table(block, slugs)
            if block.caption:
                yield f"*{_plain(block.caption)}*"
        case Subheading(line):
            yield f"{'#' * level} {_heading('', line, slugs)}"
        case Notice(title, blocks):
            inner = [f"**{_row(title, slugs, bold=False)}**"] if title else []
            for one in blocks:
                inner.extend(_drawn(one, level, document, slugs))
            yield _indented("\n\n".join(inner), "> ", "> ")
        case Form(title, _):
            if title:
                yield f"{'#' * level} {_heading('', (Run(title),), slugs)}"
            yield _form(block, slugs)
        case Contents():
            listed = (part for part in document.parts if part.kind != "front")
            yield "\n".join(
                f"- [{_brackets(_heading(_number(part), part.title, slugs))}](#{slugs[part.anchor]})" for part in listed
            )
        case _:
            return


def _items(block: Items, slugs: _Slugs) -> str:
    """Markdown has no lettered lists, so their letters are part of the words."""
    drawn = []
    for at, line in enumerate(block.items):
        mark = f"{at + 1}. " if block.kind == "steps" else f"- ({chr(97 + at)}) " if block.kind == "letters" else "- "
        drawn.append(_indented(_rows(line, slugs), mark, "  " if mark.startswith("-") else " " * len(mark)))
    return "\n".join(drawn)


def _table(block: Table, slugs: _Slugs) -> str:
    def drawn(cells: tuple[str, ...]) -> str:
        return f"| {' | '.join(cells)} |"

    rows = (tuple(_row(line, slugs, "<br>").replace("|", r"\|") for line in row) for row in (block.header, *block.rows))
    head, *body = map(drawn, rows)
    return "\n".join([head, drawn(("---",) * len(block.header)), *body])


def _form(block: Form, slugs: _Slugs) -> str:
    drawn = []
    for field in block.fields:
        hint = f" *{_row(field.hint, slugs)}*" if field.hint else ""
        space = {"choices": "", "date": " ____ / ____ / ________"}.get(field.kind, " " + "_" * 16 * min(field.lines, 3))
        drawn.append(f"- **{_row(field.label, slugs, bold=False)}**{hint}{space}")
        drawn.extend(f"  - ☐ {_plain(choice)}" for choice in field.choices)
    return "\n".join(drawn)


def _number(part: Part) -> str:
    return f"Appendix {part.number}" if part.kind == "appendix" else part.number


def _heading(number: str, title: Line, slugs: _Slugs) -> str:
    drawn = f"{number} {_row(title, slugs)}".strip()
    return f"{drawn[:-1]}\\#" if drawn.endswith("#") else drawn


def _rows(line: Line, slugs: _Slugs) -> str:
    """A line that stands alone: its newlines kept, and no row read as a list, a heading or a quote."""
    rows = (row.strip() for row in _inline(line, slugs).split("\n"))
    return "\\\n".join(_OPENING.sub(r"\g<0>\\", row) for row in rows if row)


def _row(line: Line, slugs: _Slugs, newline: str = " ", *, bold: bool = True) -> str:
    """A line in one row, as headings, cells and labels are."""
    return _inline(line, slugs, bold).replace("\n", newline).strip()


def _plain(words: str) -> str:
    return _row((Run(words),), {})


def _indented(rows: str, first: str, rest: str) -> str:
    head, *tail = rows.split("\n")
    return "\n".join([f"{first}{head}".rstrip(), *(f"{rest}{row}".rstrip() for row in tail)])


def _inline(line: Line, slugs: _Slugs, bold: bool = True) -> str:
    """The runs of a line; neighbours that are both bold are bold together, or their stars would meet."""
    drawn = ""
    pieces = [
        (strong and bold, "".join(_run(run, slugs) for run in runs))
        for strong, runs in groupby(line, lambda run: run.strong or bool(run.state))
    ]
    for at, (strong, words) in enumerate(pieces):
        following = pieces[at + 1][1] if at + 1 < len(pieces) else ""
        drawn += _bold(words, drawn[-1:], following[:1]) if strong and words.strip() else words
    return drawn


def _bold(words: str, before: str, after: str) -> str:
    core = words.strip()
    left, right = words[: words.index(core)], words[words.index(core) + len(core) :]
    opens = not _sign(core[0]) or left or not before or before.isspace() or _sign(before)
    closes = not _sign(core[-1]) or right or not after or after.isspace() or _sign(after)
    # Stars between a letter and a bracket are not read as bold; the tag always is.
    marked = f"**{core}**" if opens and closes and "\n" not in core else f"<strong>{core}</strong>"
    return f"{left}{marked}{right}"


def _sign(letter: str) -> bool:
    return category(letter)[0] in "PS"


def _run(run: Run, slugs: _Slugs) -> str:
    words = _SIGNS.sub(r"\\\g<0>", run.text)
    if run.state:  # the stars after its bracket keep it from being read as a link
        words = f"{words[:-2]}]" if words.endswith("\\]") else words
    if not run.link:
        return words
    target = f"#{slugs[run.link[1:]]}" if run.link.startswith("#") else run.link
    if re.search(r"[\s()]", target):
        target = f"<{target}>"
    return f"[{_brackets(words)}]({target})"


def _brackets(words: str) -> str:
    """Words that may stand between the brackets of a link: a bracket of their own would end it."""
    return re.sub(
        r"\\.|[\[\]]", lambda found: found[0] if len(found[0]) > 1 else f"\\{found[0]}", words, flags=re.DOTALL
    )


def _slugs(document: Document) -> dict[str, str]:
    """GitHub's anchor for each part and passage: lower case, no signs, numbered from the second of a name on."""
    seen: dict[str, int] = {}

    def slug(heading: str) -> str:
        name = _SLUG.sub("", heading.strip().lower()).replace(" ", "-")
        seen[name] = seen.get(name, -1) + 1
        return f"{name}-{seen[name]}" if seen[name] else name

    def inner(block: Block) -> None:
        if isinstance(block, Subheading):
            slug(text(block.line))
        elif isinstance(block, Form) and block.title:
            slug(block.title)

    found = {"": slug(document.cover.title)}
    for part in document.parts:
        found[part.anchor] = slug(f"{_number(part)} {text(part.title)}")
        for thing in part.content:
            if isinstance(thing, Passage):
                found[thing.anchor] = slug(f"{thing.number} {text(thing.title)}")
                for block in thing.blocks:
                    inner(block)
            else:
                inner(thing)
    return found
