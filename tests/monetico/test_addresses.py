"""Where the bank's services are: addresses that no other test could find wrong, for none calls the bank."""

from __future__ import annotations

import pytest

from chalicelib.monetico.addresses import service_address

ADDRESSES = {
    ("capture", "production"): "https://p.monetico-services.com/capture_paiement.cgi",
    ("capture", "test"): "https://p.monetico-services.com/test/capture_paiement.cgi",
    ("refund", "production"): "https://payment-api.e-i.com/recredit_paiement.cgi",
    ("refund", "test"): "https://payment-api.e-i.com/test/recredit_paiement.cgi",
    ("status", "production"): "https://payment-api.e-i.com/etatpaiement.cgi",
    ("status", "test"): "https://payment-api.e-i.com/test/etatpaiement.cgi",
}


@pytest.mark.parametrize(("service", "platform"), ADDRESSES)
def test_each_service_is_where_the_sheet_has_it(service: str, platform: str) -> None:
    assert service_address(service, platform) == ADDRESSES[service, platform]


@pytest.mark.parametrize("service", ["capture", "refund", "status"])
def test_another_host_takes_the_place_of_the_bank_s_and_keeps_the_path(service: str) -> None:
    path = ADDRESSES[service, "test"].split("/", 3)[3]

    assert service_address(service, "test", "http://127.0.0.1:8082") == f"http://127.0.0.1:8082/{path}"
