"""`python -m shop`: the demo shop on 127.0.0.1, with its settings from the environment."""

from __future__ import annotations

import os
import sys

from shop.app import create_app
from shop.serve import serve
from shop.settings import SettingError, Settings


def main() -> int:
    try:
        settings = Settings.from_environment(os.environ)
    except SettingError as error:
        sys.stderr.write(f"shop: {error}\n")
        return 2
    serve(create_app(settings), settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
