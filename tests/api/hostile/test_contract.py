"""The API's own document, driven by schemathesis over HTTP: with tokens and without, on orders that are and are not.

GUICHET_HOSTILE_EXAMPLES says how many made-up requests each call gets; where it is set, every keyword of the
document's schemas is besides kept and broken once.
"""

from __future__ import annotations

import os

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.counter import ORDER, accepted

EXAMPLES = int(os.environ.get("GUICHET_HOSTILE_EXAMPLES", "4"))
EVERY_KEYWORD = "GUICHET_HOSTILE_EXAMPLES" in os.environ
SCOPES = "payments:read payments:capture payments:refund payments:cancel cases:resolve"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture(scope="module")
def document(api_and_aws):
    """The contract as the API tells it. Methods that it does not name are API Gateway's to refuse, not the API's."""
    phase = {"enabled": EVERY_KEYWORD, "unexpected-methods": []}
    config = schemathesis.Config.from_dict({"phases": {"coverage": phase}})
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{api_and_aws[0].port}/openapi.json", config=config)


@pytest.fixture(scope="module")
def known(api_and_aws):
    """What stands in paths: an order that waits, one that can be captured and refunded, and a case."""
    api = api_and_aws[0]
    waiting, paid, odd = (api.new_order(mode=mode) for mode in ("immediate", "deferred", "immediate"))
    api.notify(accepted(paid))
    api.notify(accepted(odd, montant="0.01EUR"))
    [case] = api.read(odd["order"])["cases"]
    return {"number": (waiting["order"], paid["order"]), "case": (case["id"], "_x"), "outcome": ("ok",)}, waiting


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_answer_keeps_to_the_contract(case, api, known):
    places, waiting = known
    case.call_and_validate(checks=CHECKS)

    tokens = {
        "orderToken": api.order_token("HOSTILE1", ORDER),
        "viewToken": waiting["view_token"],
        "serviceToken": api.token(sub="back office", scope=SCOPES),
    }
    for scheme in [name for need in case.operation.definition.raw["security"] for name in need]:
        for place in range(2):
            names = dict(case.path_parameters or {})
            case.path_parameters = {name: places[name][place % len(places[name])] for name in names}
            case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {tokens[scheme]}"})
            case.path_parameters = names
