"""Make an organisation's own low-level concerns policy from its answers.

Every command is one plain call of a name here:

>>> library = load_library()
>>> answers = load_answers(Path("examples/hillside-primary.yaml"), library)
>>> made = build(library, answers, Path("out"), on=date(2026, 11, 22))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policygen.answers import Answers
    from policygen.answers_file import load_answers
    from policygen.asking import ask
    from policygen.checked import check
    from policygen.errors import PolicygenError
    from policygen.facts import Facts, derive
    from policygen.generate import build, documents
    from policygen.inspection import inspect
    from policygen.issuing import issue, withdraw
    from policygen.library import Library
    from policygen.loading import load as load_library
    from policygen.look_file import look_for
    from policygen.machine import doctor
    from policygen.reports import explain, matrix
    from policygen.template_check import check_template, new_template
    from policygen.web.server import serve

_WHERE = {
    "Answers": "answers",
    "Facts": "facts",
    "Library": "library",
    "PolicygenError": "errors",
    "ask": "asking",
    "build": "generate",
    "check": "checked",
    "check_template": "template_check",
    "derive": "facts",
    "doctor": "machine",
    "documents": "generate",
    "explain": "reports",
    "inspect": "inspection",
    "issue": "issuing",
    "load_answers": "answers_file",
    "load_library": "loading",
    "look_for": "look_file",
    "matrix": "reports",
    "new_template": "template_check",
    "serve": "web.server",
    "withdraw": "issuing",
}
__all__ = [
    "Answers",
    "Facts",
    "Library",
    "PolicygenError",
    "ask",
    "build",
    "check",
    "check_template",
    "derive",
    "doctor",
    "documents",
    "explain",
    "inspect",
    "issue",
    "load_answers",
    "load_library",
    "look_for",
    "matrix",
    "new_template",
    "serve",
    "withdraw",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `policygen --help` answers at once.

    No module is called like a public name: once imported, it would stand in its place."""
    if name not in _WHERE:
        raise AttributeError(f"module 'policygen' has no attribute '{name}'")
    module = import_module(f"policygen.{_WHERE[name]}")
    return getattr(module, "load" if name == "load_library" else name)
