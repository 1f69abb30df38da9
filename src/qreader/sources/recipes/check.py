"""Checks recipes before anything is fetched: an unreadable one is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from qreader.config.selectors import wrong_column
from qreader.errors import UsageError
from qreader.model.recipes import RECIPE_PARTS, Recipe, RecipeKind
from qreader.sources.recipes import paths
from qreader.sources.recipes.paths import UnreadableError
from qreader.text.safe import is_safe

AUTO = "auto"
PAGE_ITSELF = "none"
"""In the place of items: the page is an article, whatever is listed beside it."""
MAX_CHARACTERS = 500
"""The longest expression; FreshRSS's published ones have up to 300."""
_ATTRIBUTE = re.compile(r"(.*?)\s*@([A-Za-z][\w:.-]{0,60})", re.DOTALL)
_XPATH_STARTS = ("/", "(", "./", "../", "descendant::", "descendant-or-self::", "ancestor::")


class Selector(NamedTuple):
    """A CSS selector, and perhaps an attribute of what it finds."""

    css: str
    """Empty: the item itself."""
    attribute: str = ""


def checked(recipe: Recipe) -> Recipe:
    """Return a recipe that can be read, with its kind as far as its words tell it.

    Raises UsageError, which names the part and the place of the first fault.
    """
    parts: dict[str, str] = {name: getattr(recipe, name).strip() for name in RECIPE_PARTS}
    recipe = Recipe(**parts, kind=recipe.kind)
    for name, stated in parts.items():
        if len(stated) > MAX_CHARACTERS:
            raise UsageError(f"--{name}: is longer than {MAX_CHARACTERS} characters")
        if not is_safe(stated) or "\n" in stated:
            raise UsageError(f"--{name}: holds characters that no such text has")
    if not recipe.items:
        raise UsageError("--items: is empty; say where each story is, or auto")
    if recipe.items in {AUTO, PAGE_ITSELF}:
        if recipe != Recipe(recipe.items, kind=recipe.kind):
            raise UsageError(f"--items {recipe.items}: needs no other part; leave those out")
        return Recipe(recipe.items, kind=RecipeKind.AUTO if recipe.items == AUTO else None)
    kind = recipe.kind
    if kind is None and recipe.items.startswith(_XPATH_STARTS):
        kind = RecipeKind.XPATH
    if kind is not None:
        _require_readable(recipe, kind)
        return replace(recipe, kind=kind)
    return replace(recipe, kind=_kind_told(recipe))


def _kind_told(recipe: Recipe) -> RecipeKind | None:
    """Return the kind as which alone a recipe can be read; None: as selectors and as paths."""
    try:
        _require_readable(recipe, RecipeKind.CSS)
    except UsageError as error:
        try:
            _require_readable(recipe, RecipeKind.JSON)
        except UsageError:
            raise error from None
        return RecipeKind.JSON
    try:
        _require_readable(recipe, RecipeKind.JSON)
    except UsageError:
        return RecipeKind.CSS
    return None


def selector(text: str) -> Selector:
    """Return the selector and the attribute of an expression."""
    found = _ATTRIBUTE.fullmatch(text.strip())
    return Selector(found[1], found[2].lower()) if found else Selector(text.strip())


def _require_readable(recipe: Recipe, kind: RecipeKind) -> None:
    """Raise UsageError where a part cannot be read."""
    for name in RECIPE_PARTS:
        stated: str = getattr(recipe, name)
        if not stated:
            continue
        try:
            _READS[kind](stated, name == "items")
        except UnreadableError as error:
            raise UsageError(
                f"--{name} {stated}: cannot be read from character {error.position + 1}: {error}"
            ) from error


def _read_css(text: str, is_items: bool) -> None:
    css, attribute = selector(text)
    if is_items and attribute:
        raise UnreadableError("stories are elements, not an attribute", text.rindex("@"))
    column = wrong_column(css) if css else None
    if column is not None:
        raise UnreadableError("no CSS selector", text.index(css) + column - 1)


def _read_xpath(text: str, _is_items: bool) -> None:
    from lxml import etree

    try:
        etree.XPath(text, regexp=False)
    except etree.XPathSyntaxError as error:
        # of the first entry of its log, the column counts from 0
        at = next((one.column for one in error.error_log), len(text))
        raise UnreadableError("no XPath 1.0", min(at, len(text))) from error


def _read_path(text: str, is_items: bool) -> None:
    if is_items:
        paths.parse_path(text)
    else:
        paths.parse_joined(text)


_READS: dict[RecipeKind, Callable[[str, bool], None]] = {
    RecipeKind.CSS: _read_css,
    RecipeKind.XPATH: _read_xpath,
    RecipeKind.JSON: _read_path,
    RecipeKind.AUTO: lambda _text, _is_items: None,
}
