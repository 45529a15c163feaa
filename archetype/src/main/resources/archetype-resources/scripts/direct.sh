#!/bin/sh
# Runs the pipeline on Beam's direct runner. Paths start at the project's folder.
exec sh "$(dirname "$0")/launch.sh" run --bindings bindings/files.yaml --runner direct "$@"
