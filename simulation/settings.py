"""The deployment that is simulated, by the product's own reading of an environment."""

from __future__ import annotations

from chalicelib.runtime.settings import api_settings_from, effect_settings_from, operation_settings_from

_ENVIRONMENT = {
    "GUICHET_TABLE": "orders",
    "GUICHET_SECRET": "guichet",
    "GUICHET_PUBLIC_URL": "https://pay.example.org",
    "GUICHET_PLATFORM": "test",
    "GUICHET_MAIL_FROM": "Boutique <boutique@example.org>",
    "GUICHET_SELLER": '{"name": "Boutique"}',
}

API = api_settings_from(_ENVIRONMENT)
EFFECTS = effect_settings_from(_ENVIRONMENT)
OPERATIONS = operation_settings_from(_ENVIRONMENT)
