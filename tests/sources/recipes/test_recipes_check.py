"""A recipe is refused with the place of its fault before anything is fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.errors import UsageError
from qreader.model import Recipe, RecipeKind, stored_recipe, with_items
from qreader.sources.recipes.check import MAX_CHARACTERS, checked
from qreader.text.safe import is_safe


@pytest.mark.parametrize(
    ("recipe", "kind"),
    [
        (Recipe("auto"), RecipeKind.AUTO),
        (Recipe("main .story"), RecipeKind.CSS),
        (Recipe("main .story", link="a@data-url"), RecipeKind.CSS),
        (Recipe("//li[a]"), RecipeKind.XPATH),
        (Recipe("descendant::h2"), RecipeKind.XPATH),
        (Recipe("data.posts[0].items"), RecipeKind.JSON),
        (Recipe("items", link="'https://a.example/' & slug"), RecipeKind.JSON),
        (Recipe("."), RecipeKind.JSON),
        (Recipe("data.posts"), None),
    ],
)
def test_the_words_of_a_recipe_tell_its_kind(recipe: Recipe, kind: RecipeKind | None) -> None:
    assert checked(recipe).kind is kind


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe("main .story["), "--items main .story[: cannot be read from character 12"),
        (Recipe(".story", title="h2 >"), "--title h2 >: cannot be read from character 4"),
        (Recipe("//li[", kind=RecipeKind.XPATH), "--items //li[: cannot be read from character 6"),
        (Recipe("a.b[x]", kind=RecipeKind.JSON), "cannot be read from character 4"),
        (Recipe("a", link="'x' slug", kind=RecipeKind.JSON), "cannot be read from character 5"),
        (Recipe("a", link="slug & ", kind=RecipeKind.JSON), "an empty path"),
        (Recipe(".story@href"), "not an attribute"),
        (Recipe("  "), "--items: is empty"),
        (Recipe("auto", link="a"), "needs no other part"),
        (Recipe("a" * (MAX_CHARACTERS + 1)), "longer than 500"),
        (Recipe("a\x1b[2Jb"), "holds characters"),
        (Recipe(".".join("a" * 60), kind=RecipeKind.JSON), "no path"),
    ],
)
def test_an_unreadable_part_is_named_with_its_place(recipe: Recipe, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(recipe)
    assert said in str(caught.value)


def test_a_stored_recipe_comes_back_and_a_damaged_one_is_none() -> None:
    recipe = Recipe("main .story", link="a", kind=RecipeKind.CSS)
    assert stored_recipe(recipe.stored()) == recipe
    assert stored_recipe('{"items": "a", "later": "x"}') == Recipe("a")
    for damaged in ("", "[]", "{", '{"link": "a"}', '{"items": "a", "kind": "perl"}'):
        assert stored_recipe(damaged) is None


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([None, *RecipeKind]))
def test_any_words_are_a_recipe_or_are_refused(
    items: str, link: str, kind: RecipeKind | None
) -> None:
    try:
        found = checked(Recipe(items, link=link, kind=kind))
    except UsageError as error:
        assert is_safe(str(error))
    else:
        assert stored_recipe(found.stored()) == found


def test_other_items_keep_the_other_parts_where_they_are_of_one_language() -> None:
    css = Recipe(".a", link="a", kind=RecipeKind.CSS)
    assert with_items(css, ".b") == Recipe(".b", link="a", kind=RecipeKind.CSS)
    assert with_items(Recipe(".a", kind=RecipeKind.CSS), "//b") == Recipe("//b")
    assert with_items(css, "auto") == Recipe("auto")
    assert with_items(Recipe("auto", kind=RecipeKind.AUTO), ".a") == Recipe(".a")
