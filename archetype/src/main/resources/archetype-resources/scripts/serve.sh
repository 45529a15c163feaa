#!/bin/sh
# What is known of a customer, now or at a time, from what the last run has published:
#   sh scripts/serve.sh anna 2026-03-30T00:00:00+02:00
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "sh scripts/serve.sh CUSTOMER [TIME], say anna 2026-03-30T00:00:00+02:00" >&2
  exit 2
fi
[ -n "$ORDERS_OUT" ] || ORDERS_OUT=out
MAIN=${package}.Serve exec sh "$(dirname "$0")/launch.sh" "$ORDERS_OUT/online" "$@"
