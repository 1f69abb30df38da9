"""The kind of a recipe that can be of two: the document decides."""

from __future__ import annotations

from dataclasses import replace

from qreader.model import Document, Recipe, RecipeKind


def decided(document: Document, recipe: Recipe) -> Recipe:
    """Return a recipe with its kind: a document that begins as JSON does is read by paths."""
    if recipe.kind is not None:
        return recipe
    is_json = document.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    return replace(recipe, kind=RecipeKind.JSON if is_json else RecipeKind.CSS)
