"""What staff see of one order, then every open case: python3 backend.py CMD4821"""

import json
import os
import sys
import urllib.parse
import urllib.request

from tokens import service_token


def read(path):
    request = urllib.request.Request(
        os.environ["GUICHET_API"] + path,
        headers={"Authorization": f"Bearer {service_token('payments:read')}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def open_cases():
    cursor = ""
    while True:
        page = read("/cases?" + urllib.parse.urlencode({"cursor": cursor}))
        yield from page["cases"]
        cursor = page.get("cursor")
        if not cursor:
            return


if __name__ == "__main__":
    order = read(f"/payments/{sys.argv[1]}")
    print(order["order"], order["status"], order["captured"], order["currency"])
    for attempt in order["attempts"]:
        print("attempt", attempt["reference"], attempt["outcome"])
    for case in open_cases():
        print("case", case["kind"], case["order"], case["opened_at"])
