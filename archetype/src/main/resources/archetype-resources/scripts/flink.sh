#!/bin/sh
# Runs the pipeline on Apache Flink inside this process. Paths start at the project's folder.
# On a cluster: see deploy/deploy.sh
exec sh "$(dirname "$0")/launch.sh" run --bindings bindings/files.yaml --runner flink "$@"
