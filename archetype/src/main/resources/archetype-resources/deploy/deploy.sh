#!/bin/sh
# Leaves the pipeline to a Flink cluster, stops it there so that it can go on, and goes on:
#
#   sh deploy/deploy.sh run      HOST:PORT BINDINGS [-- --parallelism=4]
#   sh deploy/deploy.sh stop     HOST:PORT JOB [FOLDER]
#   sh deploy/deploy.sh continue HOST:PORT SAVEPOINT BINDINGS [-- --parallelism=4]
#
# HOST:PORT is where the cluster's web UI opens. FOLDER is where the savepoint goes, if not where the cluster says:
# file:///data/savepoints. The job is built and tested first, unless JOB_JAR names one that was. Paths start at the
# project's folder; those in the bindings have to be the same here and on the cluster's machines. Needs curl.
set -e
cd "$(dirname "$0")/.."

usage() {
  [ $# -eq 0 ] || printf '%s\n\n' "$1"
  sed -n 's/^# \{0,1\}//; 2,10p' deploy/deploy.sh
  exit 2
} >&2

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# Options of the launcher.
launch() {
  if [ -z "$JOB_JAR" ]; then
    ask "http://$cluster/overview" > /dev/null # before anybody waits for the tests
    mvn -B -q package >&2
    JOB_JAR=target/${artifactId}-job.jar
  fi
  if [ -n "$JAVA_HOME" ]; then
    PATH="$JAVA_HOME/bin:$PATH"
  fi
  exec java -jar "$JOB_JAR" run --runner flink --flink-master "$cluster" --detached "$@"
}

# What the cluster answers. Options of curl.
ask() {
  curl -sS "$@" || fail "No Flink cluster answers at $cluster."
}

# A text in the cluster's answer, by its key.
text() {
  printf '%s' "$answer" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"
}

# What is wrong, from the cluster's answer: neither its classes nor where in Flink it happened.
reason() {
  printf '%s\n' "$answer" | sed \
    -e 's/\\n.*//' -e 's/.*"stack-trace" *: *"//' -e 's/.*"errors" *: *\[ *"//' -e 's/" *[]}]*$//' \
    -e 's/^\([A-Za-z0-9.$]*Exception: \)*//'
}

stop() {
  folder=null
  [ -z "$2" ] || folder="\"$2\""
  answer=$(ask -X POST "http://$cluster/jobs/$1/stop" -d "{\"targetDirectory\": $folder, \"drain\": false}")
  request=$(text request-id)
  [ -n "$request" ] || fail "Job $1 was not stopped: $(reason)"
  answer=$(ask "http://$cluster/jobs/$1/savepoints/$request")
  while [ "$(text id)" = IN_PROGRESS ]; do
    sleep 1
    answer=$(ask "http://$cluster/jobs/$1/savepoints/$request")
  done
  savepoint=$(text location)
  [ -n "$savepoint" ] || fail "Job $1 was not stopped: $(reason)"
  printf 'Stopped. It goes on from its savepoint with\nsh deploy/deploy.sh continue %s %s BINDINGS\n' "$cluster" "$savepoint"
}

command=$1
cluster=$(printf '%s' "$2" | sed 's,^http://,,')
[ $# -ge 3 ] || usage
shift 2
case $command in
  run)
    bindings=$1
    shift
    launch --bindings "$bindings" "$@" ;;
  continue)
    [ $# -ge 2 ] || usage
    savepoint=$1
    bindings=$2
    shift 2
    launch --from-savepoint "$savepoint" --bindings "$bindings" "$@" ;;
  stop)
    stop "$@" ;;
  *)
    usage "There is no command $command." ;;
esac
