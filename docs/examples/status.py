"""Follow an order until its payment is settled: VIEW_TOKEN=… python3 status.py CMD4821"""

import json
import os
import sys
import time
import urllib.request

UNDECIDED = {"pending", "waiting_partner", "refused", "expired"}  # an acceptance may still come


def status(api, number, token):
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{api}/payments/{number}", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["status"]


def follow(api, number, token):
    """Each new status, until it is settled."""
    said, pause = None, 1.5
    while True:
        now = status(api, number, token)
        if now != said:
            yield now
        if now not in UNDECIDED:
            return
        said = now
        time.sleep(pause)
        pause = min(pause * 1.4, 15)


if __name__ == "__main__":
    for word in follow(os.environ["GUICHET_API"], sys.argv[1], os.environ["VIEW_TOKEN"]):
        print(word, flush=True)
