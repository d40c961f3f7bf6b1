#!/bin/bash
# Some settings have names of their own; CONNECT_A_B becomes the property a.b.
set -euo pipefail
. /opt/marsad/properties.sh
for name in BOOTSTRAP_SERVERS GROUP_ID CONFIG_STORAGE_TOPIC OFFSET_STORAGE_TOPIC STATUS_STORAGE_TOPIC KEY_CONVERTER \
  VALUE_CONVERTER OFFSET_FLUSH_INTERVAL_MS; do
  if [[ -v $name ]]; then export "CONNECT_$name=${!name}"; fi
done
export CONNECT_REST_ADVERTISED_HOST_NAME=${ADVERTISED_HOST_NAME:-$(hostname -i)}
export CONNECT_PLUGIN_PATH=/kafka/connect
settings=/tmp/connect.properties
properties CONNECT_ >"$settings"
read -ra heap <<<"${HEAP_OPTS:--Xms96m -Xmx384m}"
exec java "${heap[@]}" @/opt/marsad/connect.args "$settings"
