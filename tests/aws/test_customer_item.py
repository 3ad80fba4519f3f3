"""Personal data as an item and back."""

from __future__ import annotations

import pytest

from chalicelib.aws.customer_item import customer_document, customer_of
from chalicelib.domain.customer import PaymentForm
from tests.makers import a_customer

FORM = PaymentForm("https://bank.example/paiement.cgi", {"TPE": "1234567"}, "GET")


@pytest.mark.parametrize("customer", [a_customer(), a_customer(form=FORM)], ids=["without a form", "with one"])
def test_a_customer_comes_back_as_stored(customer):
    assert customer_of(customer_document("CMD4821", customer)) == customer


def test_a_form_that_was_stored_before_methods_were_goes_by_post():
    document = customer_document("CMD4821", a_customer(form=FORM))
    del document["form"]["method"]

    assert customer_of(document).form == PaymentForm(FORM.action, FORM.fields, "POST")
