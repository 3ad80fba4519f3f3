"""Start the payment of the order in ORDER_TOKEN. Prints the answer; on a problem, fails with it."""

import json
import os
import sys
import urllib.error
import urllib.request


class Problem(Exception):
    def __init__(self, document):
        super().__init__(f"{document['title']}: {document['detail']}")
        self.slug = document["type"].rpartition(":")[2]


def start(api, order_token):
    request = urllib.request.Request(
        f"{api}/payments",
        data=json.dumps({"order_token": order_token}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise Problem(json.load(error)) from None


if __name__ == "__main__":
    try:
        payment = start(os.environ["GUICHET_API"], os.environ["ORDER_TOKEN"])
    except Problem as problem:
        if problem.slug == "order-paid":
            sys.exit("nothing is left to pay: show the order instead")
        sys.exit(str(problem))
    print(json.dumps(payment, indent=2))
