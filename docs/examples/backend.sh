#!/bin/sh
# One order as staff see it, then every open case: SERVICE_TOKEN=… sh backend.sh CMD4821
set -eu

read_as_staff() {
    # The token comes by standard input: arguments can be read by others on the machine.
    printf 'Authorization: Bearer %s' "$SERVICE_TOKEN" |
        curl --silent --show-error --fail-with-body --max-time 10 --header @- "$GUICHET_API$1"
    echo
}

read_as_staff "/payments/$1"
read_as_staff /cases
