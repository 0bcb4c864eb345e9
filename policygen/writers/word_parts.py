"""The parts of a Word file that somebody brings: read only as far as they may be large, as XML that cannot grow."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from lxml import etree

from policygen.errors import AnswersError, Problem

MOST_BYTES = 10_000_000
_MOST_PARTS, _MOST_PART = 2_000, 20_000_000
AS_DOCX = "open it in Word and save it as Word Document (.docx)"


class Parts:
    """The parts of a file, each read only as far as it may be large."""

    def __init__(self, archive: ZipFile, shown: str) -> None:
        self.archive, self.shown = archive, shown
        self.names = {info.filename.lower(): info for info in archive.infolist()}
        if len(self.names) > _MOST_PARTS or sum(info.file_size for info in archive.infolist()) > 8 * MOST_BYTES:
            raise self.wrong("it unpacks to more than a template can hold", "take large pictures out of it")

    def wrong(self, what: str, remedy: str) -> AnswersError:
        return AnswersError(Problem(self.shown, 0, what, remedy))

    def read(self, name: str) -> bytes:
        info = self.names.get(name.lower())
        if info is None:
            return b""
        with self.archive.open(info) as part:
            data = part.read(_MOST_PART + 1)
        if len(data) > _MOST_PART:
            raise self.wrong(f"its part {name} is too large", "take large pictures out of it")
        return data

    def tree(self, name: str) -> Any:
        """A part as XML, or None where there is none. A document type is refused: it can make a page of a line."""
        data = self.read(name)
        if not data:
            return None
        reader = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True
        )
        try:
            root = etree.fromstring(data, reader)
        except etree.XMLSyntaxError:
            raise self.wrong(f"its part {name} is broken", AS_DOCX) from None
        if root.getroottree().docinfo.doctype:
            raise self.wrong(f"its part {name} brings a document type of its own", AS_DOCX)
        return root

    def relations(self, name: str) -> Iterator[tuple[str, str, str, bool]]:
        """(id, kind, target, whether it is outside the file) of a part."""
        folder, file = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        for one in root if root is not None else ():
            target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
            where = target if outside else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield one.get("Id", ""), one.get("Type", "").rpartition("/")[2], where, outside
