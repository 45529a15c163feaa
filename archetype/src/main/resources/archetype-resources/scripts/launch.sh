#!/bin/sh
# Compiles the project and hands its arguments to the pipeline's main method, or to that of the class MAIN:
#   sh scripts/launch.sh plan --bindings bindings/files.yaml
#   sh scripts/launch.sh --help
set -e
cd "$(dirname "$0")/.."
[ -n "$MAIN" ] || MAIN=${package}.Orders
# Standard output is the program's alone, so that it can go into a file.
mvn -B -q compile >&2
if [ -n "$JAVA_HOME" ]; then
  PATH="$JAVA_HOME/bin:$PATH"
fi
exec java -cp "target/classes:$(cat target/class-path.txt)" "$MAIN" "$@"
