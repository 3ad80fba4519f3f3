from __future__ import annotations

import inspect
import re

from chalicelib.domain import errors


def test_the_tree_in_the_docstring_is_the_tree_of_the_errors() -> None:
    drawn = ["GuichetError", *re.findall(r"[├└]── (\w+)", errors.__doc__ or "")]
    classes = [name for name, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Exception)]

    assert sorted(drawn) == sorted(classes)


def test_every_error_is_caught_as_one_of_ours() -> None:
    for name, one in inspect.getmembers(errors, inspect.isclass):
        assert issubclass(one, errors.GuichetError), name
