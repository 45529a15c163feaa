#!/bin/sh
# Builds the project and hands its arguments to the pipeline's main method:
#   sh scripts/launch.sh plan --bindings bindings.yaml
#   sh scripts/launch.sh --help
set -e
cd "$(dirname "$0")/.."
# Standard output is the pipeline's alone, so that it can go into a file.
mvn -B -q -DskipTests package >&2
if [ -n "$JAVA_HOME" ]; then
  PATH="$JAVA_HOME/bin:$PATH"
fi
exec java -cp "target/classes:$(cat target/class-path.txt)" ${package}.Orders "$@"
