"""Moved: see policygen.glyphs."""

from policygen.glyphs import unprintable as unprintable
