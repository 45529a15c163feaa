#!/bin/sh
# Builds the project and hands its arguments to the pipeline's main method:
#   sh scripts/launch.sh plan --bindings bindings.yaml
#   sh scripts/launch.sh --help
set -e
cd "$(dirname "$0")/.."
mvn -B -q -DskipTests package
if [ -n "$JAVA_HOME" ]; then
  PATH="$JAVA_HOME/bin:$PATH"
fi
exec java -cp "target/classes:target/lib/*" ${package}.Orders "$@"
