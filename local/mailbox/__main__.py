"""`python -m local.mailbox`: the mailbox on its port, with the mails of the state directory."""

from __future__ import annotations

import os

from local.mailbox.app import create_app
from local.mailbox.maildir import Maildir
from local.serve import serve
from local.settings import running_settings


def main() -> None:
    settings = running_settings(os.environ)
    serve(create_app(Maildir(settings.mails)), settings.ports.mail)


if __name__ == "__main__":
    main()
