"""Recipe: how the stories of a page without a feed are found on it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum


class RecipeKind(StrEnum):
    """The language of a recipe."""

    AUTO = "auto"
    """The stories that are recognised on the page: `items` is "auto", all else is empty."""
    CSS = "css"
    """Selectors; one that ends with `@name` gives an attribute."""
    XPATH = "xpath"
    JSON = "json"
    """Paths such as `data.posts[0].title`, in a JSON document."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where each story is, and within it each of its parts; "": the usual places."""

    items: str
    title: str = ""
    link: str = ""
    date: str = ""
    text: str = ""
    author: str = ""
    kind: RecipeKind | None = None
    """None: selectors or paths, as the document decides; it is known once one was read."""

    def stored(self) -> str:
        """Return it as JSON, without what is empty."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})


RECIPE_PARTS = ("items", "title", "link", "date", "text", "author")
"""The fields of a recipe that hold expressions."""


def stored_recipe(text: str | None) -> Recipe | None:
    """Return a stored recipe; None where there is none, or one that cannot be read."""
    try:
        values = json.loads(text or "null")
        known = {field.name for field in fields(Recipe)}
        given = {name: str(value) for name, value in values.items() if name in known}
        kind = given.pop("kind", None)
        return Recipe(**given, kind=RecipeKind(kind) if kind else None)
    except (AttributeError, TypeError, ValueError):
        return None


def with_items(recipe: Recipe, items: str) -> Recipe:
    """Return a recipe with other items; its other parts stay, where they are of one language."""
    if items == RecipeKind.AUTO.value or recipe.kind is RecipeKind.AUTO:
        return Recipe(items)
    has_parts = any(getattr(recipe, name) for name in RECIPE_PARTS if name != "items")
    return replace(recipe, items=items, kind=recipe.kind if has_parts else None)


@dataclass(frozen=True, slots=True)
class Story:
    """A story that was recognised on a page, for a look at it."""

    title: str
    url: str
    day: str = ""
    """Its date as the page states it; empty: none is stated."""


@dataclass(frozen=True, slots=True)
class PageOffer:
    """The stories that were recognised on a page without a feed: it may become one."""

    url: str
    """The address to add, with a recipe."""
    count: int
    """How many stories there are."""
    first: tuple[Story, ...]
