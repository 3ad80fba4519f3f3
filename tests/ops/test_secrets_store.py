"""The secret is written over the version that was read, and over no other."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.domain.errors import StoreUnavailable
from ops.secrets_store import Overtaken, SecretStore
from ops.stop import CannotLook
from tests.ops.secret_manager import SecretManager


def a_store(document=None):
    manager = SecretManager(document or {"n": 0})
    return manager, SecretStore(manager, "guichet/test")


def test_what_is_written_is_what_is_read_next():
    manager, store = a_store()

    for number in (1, 2, 3):
        store.write(store.read(), {"n": number})

    assert store.read().document == {"n": 3}
    assert len(manager.versions) == 4


def test_of_two_people_who_read_the_same_version_one_writes_and_the_other_is_told():
    manager, store = a_store()
    first, second = store.read(), store.read()
    store.write(first, {"n": 1})

    with pytest.raises(Overtaken):
        store.write(second, {"n": 2})

    assert manager.document == {"n": 1}


def test_the_same_holds_where_the_other_writes_between_the_look_and_the_write():
    manager, store = a_store()
    read, other = store.read(), store.read()
    manager.meanwhile = lambda: store.write(other, {"n": 1})

    with pytest.raises(Overtaken):
        store.write(read, {"n": 2})

    assert manager.document == {"n": 1}


def test_the_same_content_written_twice_by_a_client_that_heard_no_answer_is_one_version():
    manager, store = a_store()
    read = store.read()
    manager.meanwhile = lambda: store.write(read, {"n": 1})

    store.write(read, {"n": 1})

    assert (manager.document, len(manager.versions)) == ({"n": 1}, 2)


@pytest.mark.parametrize(
    ("error", "raised", "told"),
    [
        ("ResourceNotFoundException", CannotLook, "deploy the stack"),
        ("AccessDeniedException", CannotLook, "no right"),
        ("InternalServiceError", StoreUnavailable, "InternalServiceError"),
        (None, StoreUnavailable, "EndpointConnectionError"),
    ],
)
def test_a_secret_that_cannot_be_had_is_told_with_what_to_do(error, raised, told):
    manager, store = a_store()

    def fail(**_):
        if error is None:
            raise EndpointConnectionError(endpoint_url="https://secrets.example")
        raise ClientError({"Error": {"Code": error, "Message": "no"}}, "GetSecretValue")

    manager.get_secret_value = fail

    with pytest.raises(raised, match=told):
        store.read()


def test_a_text_that_is_no_document_is_told_without_quoting_it():
    manager, store = a_store()
    manager.versions[manager.current] = "a secret key"

    with pytest.raises(CannotLook) as told:
        store.read()

    assert "a secret key" not in str(told.value)
