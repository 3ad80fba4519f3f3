#!/bin/sh
# Start the payment of the order in ORDER_TOKEN. Prints the answer; on a problem, the problem, and fails.
set -eu

printf '{"order_token": "%s"}' "$ORDER_TOKEN" |
    curl --silent --show-error --fail-with-body --max-time 20 \
        --header 'Content-Type: application/json' --data-binary @- "$GUICHET_API/payments"
