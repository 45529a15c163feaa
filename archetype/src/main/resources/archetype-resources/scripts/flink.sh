#!/bin/sh
# Runs the pipeline on Apache Flink inside this process. Paths start at the project's folder.
# On a cluster: sh scripts/flink.sh -- --flinkMaster=host:8081 --parallelism=4
exec sh "$(dirname "$0")/launch.sh" run --bindings bindings.yaml --runner flink "$@"
