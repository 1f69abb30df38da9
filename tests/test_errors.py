from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from qreader import errors

ERRORS = [
    errors.UsageError("said"),
    errors.ConfigError("said", Path("x"), "key"),
    errors.FetchError("said", "https://x/", 404, 30),
    errors.ParseError("said", "https://x/"),
    errors.FileError("said", "/x"),
    errors.QueryError("said", "a OR"),
    errors.NotFoundError("said", 12),
    errors.BackgroundError("said"),
    errors.StoreError("said"),
    errors.StoreVersionError("said", 99),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_is_a_sentence(error: errors.QReaderError):
    assert str(error) == "said"
    assert isinstance(error, errors.QReaderError)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_travels_between_processes_whole(error: errors.QReaderError):
    copy = pickle.loads(pickle.dumps(error))

    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_the_tree_in_the_docstring_names_every_error():
    named = errors.__doc__ or ""
    classes = [name for name, value in vars(errors).items() if isinstance(value, type)]

    assert all(name in named for name in classes if name.endswith("Error"))
