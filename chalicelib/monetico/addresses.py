"""Where the bank is (protocol sheet 1)."""

PAYMENT_PAGES = {
    "production": "https://p.monetico-services.com/paiement.cgi",
    "test": "https://p.monetico-services.com/test/paiement.cgi",
}
"""The payment page by platform."""

_HOSTS = {
    "capture": "https://p.monetico-services.com",
    "refund": "https://payment-api.e-i.com",
    "status": "https://payment-api.e-i.com",
}
_SCRIPTS = {"capture": "capture_paiement.cgi", "refund": "recredit_paiement.cgi", "status": "etatpaiement.cgi"}


def service_address(service: str, platform: str, base: str = "") -> str:
    """Where a service is called; `base` replaces the bank's hosts, which differ between contracts (sheet 13)."""
    path = "/test" if platform == "test" else ""
    return f"{base or _HOSTS[service]}{path}/{_SCRIPTS[service]}"
