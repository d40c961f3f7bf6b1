#!/bin/bash
# KAFKA_A_B becomes the property a.b; an empty data folder is formatted under CLUSTER_ID.
set -euo pipefail
# The first process of a container has no default for a signal: what comes before the broker runs would be lost.
trap 'exit 143' TERM INT
. /opt/marsad/properties.sh
settings=/tmp/server.properties
properties KAFKA_ KAFKA_HEAP_OPTS KAFKA_OPTS >"$settings"
data=${KAFKA_LOG_DIRS:-/var/lib/kafka/data}
if [[ ! -f $data/meta.properties ]]; then
  java @/opt/marsad/storageTool.args format --ignore-formatted -t "$CLUSTER_ID" -c "$settings"
fi
read -ra heap <<<"${KAFKA_HEAP_OPTS:--Xms256m -Xmx512m}"
exec java "${heap[@]}" @/opt/marsad/kafka.args "$settings"
