"""Where the shipped data is: inside the installed package, or in the checkout it is run from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE / "_bundled" if (_PACKAGE / "_bundled").is_dir() else _PACKAGE.parent

CLAUSES = _ROOT / "clauses"
TEMPLATES = _ROOT / "templates"
FONTS = TEMPLATES / "fonts"
