"""What the command line prints of a report, line by line, for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line answers "--help" before any of these is read
    from policygen.alignment import MatrixRow
    from policygen.delivery import Made
    from policygen.filling import Speaker
    from policygen.impact import Touched
    from policygen.inspection import Inspected
    from policygen.issuing import Issued
    from policygen.letters import Letter
    from policygen.library import Library
    from policygen.packs import Entry
    from policygen.proof import Proof
    from policygen.reports import Explanation
    from policygen.skeletons import Begun


def left(made: Made) -> Iterator[str]:
    """Which documents are drafts, and then every answer that is left to confirm, once."""
    asked: dict[str, str] = {}
    for one in made.documents:
        if one.document.cover.draft:
            yield f"{one.document.id}: {one.document.cover.draft}"
        for open_ in one.marks.open:
            asked.setdefault(open_.question, f"  {open_.question}: {open_.ask} {open_.state}")
    yield from asked.values()


def kept(made: Made) -> Iterator[str]:
    """Each file that was edited by hand, and the new one beside it."""
    for name in made.kept:
        stem, _, kind = name.rpartition(".")
        written = (path.relative_to(made.folder).as_posix() for path in made.files)
        new = next(one for one in written if one.startswith(f"{stem.partition('.new')[0]}.new") and one.endswith(kind))
        yield f"note: {made.folder / name} was edited by hand and stays; the new one is {new}"


def explained(told: Explanation, clause: str) -> Iterator[str]:
    """Each clause, in or out, and why; where all were asked for, the answers that are not used."""
    for one in told.clauses:
        mark = "in " if one.chosen else "out"
        yield f"{mark} {one.clause}" + (f" ({one.number} {one.title})" if one.chosen else f" ({one.title})")
        yield f"      because: {'; '.join(one.because)}"
        if one.assumed:
            yield f"      assumed, until answered: {', '.join(one.assumed)}"
        if one.chosen and one.meets:
            yield f"      meets: {', '.join(one.meets)}"
    if told.hidden and not clause:
        yield f"Answered in the file and not asked of this organisation, so not used: {', '.join(told.hidden)}"


def matrix(rows: Iterable[MatrixRow]) -> Iterator[str]:
    """Each requirement that applies, and the clauses that meet it."""
    for row in rows:
        pairs = zip(row.clauses, row.sections, strict=True)
        met = ", ".join(f"{clause} ({section})" for clause, section in pairs) or "gap"
        where = f" ({', '.join(row.nations)})" if row.nations else ""
        yield f"{row.strength:6} {row.requirement:32} {row.citation}{where}\n       {met}"


def questions(library: Library) -> Iterator[str]:
    """Each question in its section, with its answers and who usually knows."""
    section = ""
    for question in library.questions.values():
        if question.section != section:
            section = question.section
            yield f"\n{library.sections[section].title}"
        yield f"  {question.id} ({question.kind}): {question.ask}"
        yield from (f"      {option.id}: {option.label}" for option in question.options)
        if question.who:
            yield f"      who usually knows: {question.who}"


def letters(made: Iterable[Letter]) -> Iterator[str]:
    """Each message with its subject, ruled off from the next."""
    told = [f"Subject: {letter.subject}\n\n{letter.body}\n\n{'-' * 72}" for letter in made]
    yield from told
    if not told:
        yield "No question is open, and nothing is left to confirm."
        return
    shown = "1 message" if len(told) == 1 else f"{len(told)} messages"
    yield f"{shown}. Nothing has been sent: copy what you need into an e-mail to whoever knows."


def proved(proof: Proof) -> Iterator[str]:
    """The mistakes; where there are none, what was proved and what a person has to confirm."""
    if proof.problems:
        yield from map(str, proof.problems)
        return
    yield f"Proved: {proof.summary()}"
    yield f"For a person to confirm (cited by title and topic until then): {'; '.join(proof.unconfirmed)}."


def begun(made: Begun) -> Iterator[str]:
    """The files of a skeleton, and every line that is still to be written."""
    yield from (f"made    {path}" for path in made.made)
    yield from (f"changed {path}" for path in made.changed)
    yield "No document is made from this library until this is done:"
    yield from (f"  {one.where}:{one.line}: {one.what.partition(': ')[2]}" for one in made.left)
    yield "Then: policygen check"


_SHORT = 160
"""Characters of a changed paragraph that are printed."""


def inspected(told: Inspected) -> Iterator[str]:
    """Where a file comes from, its clauses, and what was changed in it."""
    editions = [f"{id} {edition} (from {since})" for id, (edition, since) in told.editions.items()]
    layers = [f"{name} {version}".strip() for name, version in told.layers.items()]
    for label, value in (
        ("Organisation", told.organisation),
        ("Document", told.document),
        ("Made for", told.on),
        ("Made by", told.program),
        ("Clause library", told.library),
        ("Your layers", ", ".join(layers)),
        ("Guidance", "; ".join(editions)),
        ("Issued", told.issued.removeprefix("issued ")),
    ):
        if value:
            yield f"{label + ':':15} {value}"
    if told.clauses:
        yield f"Clauses ({len(told.clauses)}):"
        yield from (f"  {one.number:10} {one.id:24} {one.title}".rstrip() for one in told.clauses)
    if told.short_forms:
        yield f"In one sentence each ({len(told.short_forms)}): {', '.join(told.short_forms)}"
    yield f"Compared: {told.compared}."
    if not told.changes:
        yield "Changed since it was made: nothing." if "nothing" not in told.compared else "Changes cannot be seen."
        return
    yield f"Changed since it was made ({len(told.changes)}):"
    for change in told.changes:
        yield f"  {change.kind:8} {' · '.join(filter(None, (change.clause, change.title)))}"
        if change.before:
            yield f"           was: {_cut(change.before)}"
        if change.now:
            yield f"           now: {_cut(change.now)}"


def _cut(words: str) -> str:
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"


def issued(told: Issued) -> Iterator[str]:
    """What was marked as adopted, and what follows from it."""
    yield f"Issued on {told.on}: {len(told.files)} files of {told.organisation} in {told.folder}"
    yield from (
        f"  {name}" + (" (edited by hand; adopted as it stands)" if name in told.edited else "") for name in told.files
    )
    yield from (f"note: {title} is a draft all the same" for title in told.drafts)
    yield "Nothing writes over them; the next build goes into a folder beside this one. To take it back: policygen issue --withdraw"


def packs(found: Mapping[str, Iterable[Entry]], library: Library, speaker: Speaker) -> Iterator[str]:
    """Each pack with what is in it: what each file is called, and what is done with it."""
    for id, each in found.items():
        words = library.packs[id]
        yield f"{id}: {''.join(run.text for run in speaker.say(words.leaf(words.what)))}"
        for one in each:
            kind = ".xlsx" if one.workbook else ""
            bound = f" (also in {one.within})" if one.within else ""
            yield f"  {one.id}{kind}: {one.title}{bound}"
            yield f"      {one.use}"


def touched(found: tuple[Touched, ...], on: date) -> Iterator[str]:
    """Each organisation with what is to be done for it, and the number of those for which there is nothing to do."""
    quiet = [one for one in found if one.quiet]
    for one in found:
        if one.quiet:
            continue
        yield f"{one.organisation} ({one.folder}, made for {one.made}):"
        if one.problem:
            yield f"  its answers cannot be used: {one.problem}"
        for name, was, now in one.editions:
            yield f"  {name}: cited {was}, then {now}"
        for touch in one.touches:
            yield f"  {touch.document}, {' '.join(part for part in (touch.number, touch.title) if part)}: {touch.why}"
        if not one.exact:
            yield "  (its answers were not at hand: new clauses are not in this list)"
    yield f"{len(found) - len(quiet)} of {len(found)} organisations are touched on {on.isoformat()}; for {len(quiet)} there is nothing to do."
