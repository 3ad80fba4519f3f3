"""`python -m local.shop`: the demo shop, with GET /dev.json beside its pages."""

from __future__ import annotations

import os

from local.dev_json import dev_document, with_dev_json
from local.parts import checks
from local.secrets import load_or_create
from local.serve import serve
from local.settings import running_settings
from shop.app import create_app
from shop.settings import Settings as ShopSettings


def main() -> None:
    settings = running_settings(os.environ)
    document = dev_document(settings, load_or_create(settings.state))
    others = {name: check for name, check in checks(settings).items() if name != "shop"}
    shop = create_app(ShopSettings.from_environment(os.environ))
    serve(with_dev_json(shop, document, others), settings.ports.shop)


if __name__ == "__main__":
    main()
