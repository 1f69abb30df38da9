"""Recipes in OPML: as FreshRSS states them, and with attributes of its own what that has not.

FreshRSS's documentation, "OPML in FreshRSS", has the names. Selectors and recognised stories have
none there: they are in qreader's namespace, under a type that other readers do not take for a feed.
"""

from __future__ import annotations

from collections.abc import Mapping

from qreader.errors import UsageError
from qreader.model import Recipe, RecipeKind
from qreader.model.recipes import RECIPE_PARTS
from qreader.sources.recipes.check import checked

NAMESPACE = "urn:qreader:opml"
_CSS_TYPE = "HTML+CSS"
_TYPES = {
    RecipeKind.XPATH: ("HTML+XPath", "frss:xPathItem"),
    RecipeKind.JSON: ("JSON+DotNotation", "frss:jsonItem"),
}
_ENDS = {
    "items": "",
    "title": "Title",
    "link": "Uri",
    "date": "Timestamp",
    "text": "Content",
    "author": "Author",
}


def recipe_in(kind: str, attributes: Mapping[str, str]) -> Recipe | None:
    """Return the recipe of an outline of this type; None where there is none that is known.

    Raises UsageError where it cannot be read.
    """
    lower = {name.lower(): value for name, value in attributes.items()}
    for found, (named, _) in _TYPES.items():
        if kind.lower() == named.lower():
            names = _names(found)
            return checked(Recipe(**_parts(lower, names), kind=found))
    if kind.lower() == _CSS_TYPE.lower():
        parts = _parts(lower, _names(None))
        is_auto = parts["items"] == RecipeKind.AUTO.value
        return checked(Recipe(**parts, kind=RecipeKind.AUTO if is_auto else RecipeKind.CSS))
    return None


def stated_recipe(recipe: Recipe) -> tuple[str, dict[str, str]]:
    """Return the type of a recipe's outline, and its attributes."""
    is_known = recipe.kind in _TYPES
    names = _names(recipe.kind if is_known else None)
    parts = {name: getattr(recipe, part) for part, name in names.items()}
    type_ = _TYPES[recipe.kind][0] if recipe.kind in _TYPES else _CSS_TYPE
    return type_, {name: value for name, value in parts.items() if value}


def is_of_recipe(name: str) -> bool:
    """Whether an attribute is a part of a recipe."""
    return name.lower() in _ALL_NAMES


def _names(kind: RecipeKind | None) -> dict[str, str]:
    """Return the attribute of each part."""
    if kind in _TYPES:
        return {part: f"{_TYPES[kind][1]}{_ENDS[part]}" for part in RECIPE_PARTS}
    return {part: f"qreader:{part}" for part in RECIPE_PARTS}


def _parts(lower: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    parts = {part: lower.get(name.lower(), "").strip() for part, name in names.items()}
    if not parts["items"]:
        raise UsageError(f"{names['items']}: is missing")
    return parts


_ALL_NAMES = frozenset(name.lower() for kind in (*_TYPES, None) for name in _names(kind).values())
