#!/bin/sh
# Measures how far the example is behind at a rate of messages, on a broker and a cluster of its own: load.sh --help
set -e
cd "$(dirname "$0")"
mvn -B -q -DskipTests -f ../.. -pl examples/clickstream -am package
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
  -cp "target/classes:$(cat target/class-path)" dev.millrace.examples.clickstream.demo.Load "$@"
