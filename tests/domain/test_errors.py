from __future__ import annotations

import inspect
import re

from chalicelib.domain import errors
from tests.makers import an_order


def test_the_tree_in_the_docstring_is_the_tree_of_the_errors() -> None:
    drawn = ["GuichetError", *re.findall(r"[├└]── (\w+)", errors.__doc__ or "")]
    classes = [name for name, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Exception)]

    assert sorted(drawn) == sorted(classes)


def test_every_error_is_caught_as_one_of_ours() -> None:
    for name, one in inspect.getmembers(errors, inspect.isclass):
        assert issubclass(one, errors.GuichetError), name


def test_a_stale_record_names_its_order_where_there_is_one() -> None:
    order = an_order()

    assert (str(errors.Stale(order)), errors.Stale(order).stored) == ("CMD4821", order)
    assert (str(errors.Stale(None)), errors.Stale(None).stored) == ("no such order", None)
