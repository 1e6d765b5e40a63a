"""
Name the evidence that stands most often under an utterance.

Owns the two shorthands; marks are seed, docs-v2, docs-later, sdk, openapi, observed, chosen.
Never says what a mark proves; the glossary does.
"""

from __future__ import annotations

SEED = ("seed",)
CHOSEN = ("chosen",)
