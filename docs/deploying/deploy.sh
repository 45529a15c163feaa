#!/bin/sh
# Leaves the pipeline to a Flink cluster, and says where to look:
#   sh deploy.sh flink.example.com:8081 bindings.yaml [--from-savepoint PATH] [-- --parallelism=4]
# JOB is the project's job as one jar. Paths in the bindings must be the same here and on the cluster's machines.
set -e
[ $# -ge 2 ] || { sed -n 2,4p "$0" >&2; exit 2; }
[ -n "$JOB" ] || JOB=target/job.jar
master=$1
bindings=$2
shift 2
if [ -n "$JAVA_HOME" ]; then
  PATH="$JAVA_HOME/bin:$PATH"
fi
exec java -jar "$JOB" run --bindings "$bindings" --runner flink --flink-master "$master" --detached "$@"
