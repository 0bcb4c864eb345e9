"""Begin a clause, a question or a sector: which files and list entries it needs, each saying in words what must still be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from policygen import bundled
from policygen.answers import FORMAT
from policygen.errors import LibraryError, PolicygenError, Problem, WriteError, nearest
from policygen.library import Library, listed
from policygen.loading import DATA_FOLDERS, OURS, layer, load
from policygen.outlines import BlockItem
from policygen.patching import insert, put, scalar
from policygen.questions import Kind
from policygen.reading import parse, read_table, read_text, unwritten
from policygen.saving import write_file

LONGEST = 24
"""Letters of an id: Word bookmarks hold it with a number behind, and LibreOffice cuts their names."""
BASE = "hillside-primary"
"""The example from which the library’s cases start: it has answered everything it is asked."""
KINDS: tuple[str, ...] = get_args(Kind)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")
"""Names that Windows keeps for itself."""


@dataclass(frozen=True)
class Begun:
    """What was made, what was changed, and what is left to write, line by line."""

    made: tuple[Path, ...]
    changed: tuple[Path, ...]
    left: tuple[Problem, ...]


def begin_clause(
    name: str, folders: Sequence[Path] = (), *, document: str = "", section: str = "", after: str = ""
) -> Begun:
    """A clause and its case. It goes behind the clause `after`, else to the end of its section.

    `folders` are layers, the last of them the one that is written to; without any it is the library of this checkout.
    Raises LibraryError, with nothing written, for a name that cannot be taken and for a place that is not there."""
    draft, library = _begin(folders)
    document = document or "low-level-concerns-policy"
    outline = library.outlines.get(document)
    if outline is None:
        raise _unknown("--document", f"no document is called '{document}'", document, library.outlines)
    _free(name, _anchors(library), [str(id) for id in listed(library.moved, "clauses")])
    beside = {id: dated[0].section for id, dated in library.clauses.items() if library.document(dated[0]) == document}
    if after and after not in beside:
        raise _wrong("--after", f"'{document}' has no clause '{after}'", nearest(after, beside, "name one that it has"))
    section = section or beside.get(after, "")
    parts = {part.id: part for part in outline.parts if part.kind == "section"}
    if section not in parts:
        what = f"'{document}' has no section '{section}'" if section else "no section is named"
        raise _unknown("--section", what, section, parts)
    if after and beside[after] != section:
        raise _wrong("--after", f"'{after}' is in the section '{beside[after]}'", f"write --section {beside[after]}")
    near = [after] if after else [id for id, place in beside.items() if place == section]
    cited = next((library.clauses[id][0].cites[0] for id in near), "") or _some_place(library)
    placed = f"after: {after}\n" if after and not draft.ours else ""
    text = _skeleton("clause", section=section, cited=cited, after=placed)
    draft.make(draft.clauses / outline.folder / f"{name}.md", text)
    draft.make(draft.root / "tests" / "cases" / f"{name}.yaml", _skeleton("case", name=name))
    if draft.ours and parts[section].contents:
        draft.list(draft.file(outline.file), ("parts", ("section", section), "contents"), name, after)
    return draft.write()


def begin_question(
    name: str, folders: Sequence[Path] = (), *, section: str = "", kind: str = "text", after: str = ""
) -> Begun:
    """A question, and in this checkout its answer in the example from which the cases start. See begin_clause."""
    draft, library = _begin(folders)
    taken = {id: f"{question.file}:{question.line}" for id, question in library.questions.items()}
    taken |= {id: f"{fact.file}:{fact.line}, a named fact" for id, fact in library.facts.items()}
    taken |= dict.fromkeys(("same_person", "ties"), "a fact that is worked out")
    gone = [row["from"] for row in listed(library.moved, "renamed")]
    _free(name, taken, [*gone, *(row["id"] for row in listed(library.moved, "retired"))], "_")
    if kind not in KINDS:
        raise _unknown("--kind", f"no question is of the kind '{kind}'", kind, KINDS)
    if after and after not in library.questions:
        raise _wrong("--after", f"no question is called '{after}'", nearest(after, library.questions, "name another"))
    place = library.questions[after].section if after else ""
    section = section or place
    if section not in library.sections:
        what = f"no section of the questions is called '{section}'" if section else "no section is named"
        raise _unknown("--section", what, section, library.sections)
    if after and place != section:
        raise _wrong("--after", f"'{after}' is asked in the section '{place}'", f"write --section {place}")
    more = {"many": "choice", "people": "person"}.get(kind, kind)
    rows = _skeleton("question", name=name, kind=kind)
    rows += _skeleton(more) if more in ("choice", "yes_no", "person") else ""
    if draft.ours:
        asked = next(question.file for question in library.questions.values() if question.section == section)
        draft.list(draft.file(asked), ("questions",), rows.rstrip(), after)
        draft.answer(draft.root / "examples" / f"{BASE}.yaml", name)
        return draft.write()
    held = library.sections[section]
    head = f"section: {section}\ntitle: {scalar(held.title)}\n" + (
        f"intro: {scalar(held.intro)}\n" if held.intro else ""
    )
    draft.make(draft.clauses / "questions" / f"90-{name}.yaml", f"{head}questions:\n{_entry(rows)}")
    return draft.write()


def begin_sector(name: str, folders: Sequence[Path] = (), *, within: str = "") -> Begun:
    """A kind of organisation: its row in its family, its place among the answers, its word for itself, an example."""
    draft, library = _begin(folders)
    gone = [row["from"] for row in listed(library.moved, "options") if row["question"] == "sector"]
    _free(name, {id: f"{one.file}:{one.line}" for id, one in library.sectors.items()}, gone)
    families = [one.id for one in library.sectors.values() if one.family]
    if within in library.sectors and within not in families:
        raise _wrong("--within", f"'{within}' is no family", f"it is within '{library.sectors[within].within}'")
    if within not in families:
        raise _unknown(
            "--within", f"no family is called '{within}'" if within else "no family is named", within, families
        )
    row, kind = _skeleton("sector", name=name, within=within), _skeleton("kind", name=name)
    word = _skeleton("word", name=name)
    if draft.ours:
        kin = [one for one in library.sectors.values() if within in library.families(one.id) and not one.family]
        asked, said = library.questions["sector"], library.terms["school"]
        draft.list(draft.file(kin[-1].file if kin else library.sectors[within].file), ("sectors",), row.rstrip())
        draft.list(
            draft.file(asked.file), ("questions", ("id", "sector"), "options"), kind.rstrip(), kin[-1].id if kin else ""
        )
        draft.list(draft.file(said.file), ("terms", ("id", "school"), "forms"), word.rstrip(), first=True)
    else:
        asks, says = (
            f"id: sector\nadds: yes\noptions:\n{_entry(kind)}",
            f"id: school\nadds: yes\nforms:\n{_entry(word)}",
        )
        draft.make(draft.clauses / "sectors" / f"{name}.yaml", f"sectors:\n{_entry(row)}")
        draft.make(draft.clauses / "questions" / f"90-{name}.yaml", f"questions:\n{_entry(asks)}")
        draft.make(draft.clauses / "terms" / f"{name}.yaml", f"terms:\n{_entry(says)}")
    text = _skeleton("example", name=name, format=str(FORMAT), version=library.version)
    draft.make(draft.root / "examples" / f"{name}.yaml", text)
    return draft.write()


@dataclass
class _Draft:
    """All that will be written, so that it is written together or not at all."""

    root: Path
    clauses: Path
    ours: bool
    new: dict[Path, str] = field(default_factory=dict)
    changed: dict[Path, str] = field(default_factory=dict)

    def file(self, shown: str) -> Path:
        """A file of ours by the name it has in messages: clauses/… and templates/… in the checkout."""
        return self.root / shown

    def make(self, path: Path, text: str) -> None:
        """A new file."""
        if path.exists():
            raise _wrong(str(path), "the file is there already", "take another name, or change that file")
        self.new[path] = text

    def list(
        self, path: Path, steps: Sequence[str | tuple[str, str]], item: str, after: str = "", *, first: bool = False
    ) -> None:
        """One entry more in a list of a file that stands."""
        self._change(path, lambda text: insert(text, steps, item, after, first=first))

    def answer(self, path: Path, question: str) -> None:
        """An answer more in an example, which its author gives."""
        self._change(path, lambda text: put(text, "answers", (question,), lambda _: _skeleton("answer").rstrip()))

    def _change(self, path: Path, how: Callable[[str], str]) -> None:
        try:
            self.changed[path] = how(self.changed.get(path) or read_text(path, path.name))
        except ValueError as problem:
            raise _wrong(path.name, f"nothing can be put into it ({problem})", "write the entry by hand") from None
        parse(self.changed[path], path.name)

    def write(self) -> Begun:
        """Every file, or none: what was written before a failure is taken back."""
        before = {path: path.read_bytes() for path in self.changed}
        done: list[Path] = []
        try:
            for path, text in {**self.new, **self.changed}.items():
                _folder(path)
                write_file(path, text.encode("utf-8"), str(path))
                done.append(path)
        except PolicygenError:
            for path in done:
                if path in before:
                    path.write_bytes(before[path])
                else:
                    path.unlink()
            raise
        left = tuple(problem for path in done for problem in unwritten(path, str(path)))
        return Begun(tuple(self.new), tuple(self.changed), left)


def _begin(folders: Sequence[Path]) -> tuple[_Draft, Library]:
    """Where it will stand, and the library that it will belong to."""
    if not folders:
        root = OURS.clauses.parent
        if not (root / "tests" / "cases").is_dir():
            what = "the library inside the installed program is not for changing"
            raise _wrong("--library", what, "name a folder of your own: --library DIR")
        return _Draft(root, OURS.clauses, True), load()
    last = folders[-1]
    if last.is_dir():
        data = [last / name for name in DATA_FOLDERS if name != "templates"]  # its own folders, without clauses/ around
        bare = any(path.is_dir() for path in data) or any(last.glob("*.yaml")) or any(last.glob("*/*.md"))
        return _Draft(last, layer(last).clauses if bare else last / "clauses", False), load(folders)
    if last.exists() or not last.parent.is_dir():
        raise _wrong("--library", f"there is no folder '{last}'", "make it first, or name another")
    return _Draft(last, last / "clauses", False), load(folders[:-1])


def _folder(path: Path) -> None:
    """The folder of a file that will be written, made if need be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"the folder cannot be made ({error.strerror or type(error).__name__})"
        raise WriteError(Problem(str(path.parent), 0, what, "check that you may write there")) from None


def _anchors(library: Library) -> dict[str, str]:
    """Every id that a link may name, and where it stands."""
    found = {id: dated[0].file for id, dated in library.clauses.items()}
    for outline in library.outlines.values():
        for part in outline.parts:
            found[part.id] = f"a part of {outline.id}"
            found |= {item.block: f"a block of {outline.id}" for item in part.contents if isinstance(item, BlockItem)}
    return found


def _free(name: str, taken: Mapping[str, str], gone: Sequence[str], joint: str = "-") -> None:
    """Raises LibraryError where the name is not one, is taken, or was."""
    signs = f"small letters, digits and {'hyphens' if joint == '-' else 'underscores'}"
    if not _fits(name, joint):
        better = re.sub(r"[^a-z0-9]+", joint, re.sub("[’']", "", name.lower()))[:LONGEST].strip(joint)
        remedy = f"write {better}" if _fits(better, joint) else "take another name, beginning with a letter"
        raise _wrong(name, f"a name is at most {LONGEST} {signs}", remedy)
    if name in taken:
        raise _wrong(name, f"there is one already ({taken[name]})", "change that one, or take another name")
    if name in gone:
        raise _wrong(name, "there was one once, and an id is never used again", "take another name")


def _fits(name: str, joint: str) -> bool:
    shaped = re.fullmatch(rf"[a-z][a-z0-9]*({joint}[a-z0-9]+)*", name)
    return bool(shaped) and len(name) <= LONGEST and not _RESERVED.match(name)


def _some_place(library: Library) -> str:
    """A place that exists, for a clause without neighbours."""
    return next(f"{source.id}/{place.id}" for source in library.sources.values() for place in source.places)


def _skeleton(which: str, /, **put_in: str) -> str:
    """The words of templates/skeletons.yaml."""
    text: str = read_table(bundled.TEMPLATES / "skeletons.yaml", "templates/skeletons.yaml")[which]
    for name, value in put_in.items():
        text = text.replace(f"@{name}", value)
    return text


def _entry(rows: str) -> str:
    """Lines as an entry of a list, two spaces in."""
    return "".join(f"  {'  ' if number else '- '}{line}\n" for number, line in enumerate(rows.rstrip().split("\n")))


def _wrong(where: str, what: str, remedy: str) -> LibraryError:
    return LibraryError(Problem(where, 0, what, remedy))


def _unknown(where: str, what: str, name: str, known: Iterable[str]) -> LibraryError:
    names = list(known)
    return _wrong(where, what, nearest(name, names, f"there are {', '.join(names)}"))
