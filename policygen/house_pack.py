"""Begin a library of one's own, to be laid over ours: its card, and a page that says what goes where."""

from __future__ import annotations

from pathlib import Path

from policygen.errors import Problem, WriteError
from policygen.files import write_atomic
from policygen.patching import scalar

_CARD = """\
# The card of this library. It is laid over the shipped one: policygen build ANSWERS.yaml --library {folder}
version: "1"
title: {title}
# What is taken away, by id: a clause, a question, a whole document. What is only said differently is not taken away: a file of
# the same name in this folder stands in its place.
remove:
  clauses: []
  questions: []
  terms: []
  outlines: []
"""
_ABOUT = """\
# {title}

Words of your own, laid over the shipped library. What is not here stays as it is shipped, and follows its updates.

| you want to | do |
|---|---|
| say something more | `policygen new clause NAME --after CLAUSE --library {folder}` begins it, with its case |
| say it in your own words | copy the shipped clause into `clauses/policy/` under its own name, and write |
| take something away | its id into `remove:` of `clauses/library.yaml` |
| call something by another name | `clauses/terms.yaml`, with `adds: yes` and a condition |
| ask something more | `policygen new question NAME --library {folder}` |
| have a document of your own | `templates/outlines/NAME.yaml`, and its clauses in `clauses/NAME/` |

Then:

```
policygen check --library {folder}
policygen build ANSWERS.yaml --library {folder}
policygen batch CLIENTS.xlsx --library {folder}
```

`check` proves that every requirement is still met in every sector and nation, and names the clause where one is not. The alignment
matrix of each organisation says which clauses are yours.

Several libraries lie one over another: the authority's, the trust's, the school's. Name each with `--library`, the most particular last.
"""


def begin_library(folder: Path, title: str) -> tuple[Path, ...]:
    """Begin a library in a folder; gives the files written. Raises WriteError where something stands there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "there is something in it already"
        raise WriteError(Problem(str(folder), 0, what, "name a new folder; one that holds a library is used as it is"))
    told = {"title": title, "folder": folder.as_posix()}
    files = {
        folder / "clauses" / "library.yaml": _CARD.format(**{**told, "title": scalar(title, True)}),
        folder / "README.md": _ABOUT.format(**told),
    }
    for path, said in files.items():
        write_atomic(path, said.encode("utf-8"))
    return tuple(files)
