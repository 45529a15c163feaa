#!/bin/sh
# Builds the example, starts a Kafka broker and a Flink cluster, lets visitors come for a minute, shows what became of
# it, and stops everything it started, also when it is interrupted. Needs a JDK 17 and Maven. Options: run.sh --help
set -e
cd "$(dirname "$0")"
trap 'echo "Interrupted while building; nothing had been started." >&2; exit 130' INT
echo "Building the example: a minute or two, the first time longer." >&2
mvn -B -q -DskipTests -f ../.. -pl examples/clickstream -am package
trap - INT
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
  -cp "target/classes:$(cat target/class-path)" dev.millrace.examples.clickstream.demo.Demo "$@"
