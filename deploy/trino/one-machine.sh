#!/bin/sh
# A coordinator and two workers on this machine, by Trino's own launcher, until interrupted.
#
#   deploy/trino/one-machine.sh TRINO_HOME DATA_FOLDER
#
# TRINO_HOME is the unpacked server (476); JAVA_HOME a JDK 24 or newer. Then, from another shell:
#
#   tightrope publish trino --engine trino://you@127.0.0.1:8080/tightrope
set -eu
home=${1:?usage: one-machine.sh TRINO_HOME DATA_FOLDER}
data=${2:?usage: one-machine.sh TRINO_HOME DATA_FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$data/metastore" "$data/plugins"
data=$(cd "$data" && pwd)
# Only what Tightrope needs: the server starts in half the time.
for plugin in hive password-authenticators; do ln -sfn "$home/plugin/$plugin" "$data/plugins/$plugin"; done

export TIGHTROPE_TRINO_BIND=127.0.0.1 TIGHTROPE_TRINO_ADDRESS=127.0.0.1
export TIGHTROPE_TRINO_COORDINATOR=http://127.0.0.1:${TIGHTROPE_TRINO_FIRST_PORT:=8080}
export TIGHTROPE_TRINO_COORDINATOR_WORKS=false
export TIGHTROPE_TRINO_CATALOGS="$here/catalog" TIGHTROPE_TRINO_PLUGINS="$data/plugins"
export TIGHTROPE_TRINO_METASTORE="local://$data/metastore" TIGHTROPE_TRINO_FILES=/

port=$TIGHTROPE_TRINO_FIRST_PORT
nodes=""
trap 'kill $nodes 2>/dev/null; wait' EXIT INT TERM
for node in coordinator worker-1 worker-2; do
  mkdir -p "$data/$node"
  TIGHTROPE_TRINO_PORT=$port "$home/bin/launcher" run \
    --etc-dir "$here/${node%-*}" --jvm-config "$here/jvm.config" --data-dir "$data/$node" \
    -D "node.id=$node" ${JAVA_HOME:+--jvm-dir "$JAVA_HOME"} >"$data/$node.log" 2>&1 &
  nodes="$nodes $!"
  port=$((port + 1))
done
echo "starting; logs are in $data; the coordinator will answer on $TIGHTROPE_TRINO_COORDINATOR" >&2
wait
