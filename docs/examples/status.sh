#!/bin/sh
# Follow an order until its payment is settled: VIEW_TOKEN=… sh status.sh CMD4821
set -eu

said=
pause=2
while :; do
    # The token comes by standard input: arguments can be read by others on the machine.
    answer=$(printf 'Authorization: Bearer %s' "$VIEW_TOKEN" |
        curl --silent --show-error --fail-with-body --max-time 10 --header @- "$GUICHET_API/payments/$1")
    status=$(printf '%s' "$answer" | sed -n 's/.*"status": *"\([a-z_]*\)".*/\1/p')
    [ "$status" = "$said" ] || echo "$status"
    said=$status
    case $status in
        pending | waiting_partner | refused | expired) ;; # an acceptance may still come
        *) exit ;;
    esac
    sleep "$pause"
    pause=$((pause < 15 ? pause + 1 : 15))
done
