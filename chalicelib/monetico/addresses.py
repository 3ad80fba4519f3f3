"""Where the bank is (protocol sheet 1)."""

PAYMENT_PAGES = {
    "production": "https://p.monetico-services.com/paiement.cgi",
    "test": "https://p.monetico-services.com/test/paiement.cgi",
}
"""The payment page by platform."""
