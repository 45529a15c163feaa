#!/bin/sh
# What is known of a customer, now or at a time, from what the last run has published:
#   sh scripts/serve.sh anna 2026-03-30T00:00:00+02:00
[ -n "$ORDERS_OUT" ] || ORDERS_OUT=out
MAIN=${package}.Serve exec sh "$(dirname "$0")/launch.sh" "$ORDERS_OUT/online" "$@"
