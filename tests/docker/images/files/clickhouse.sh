#!/bin/bash
# The official image's account variables; the server is the ClickHouse of the embedded stack (workers/clickhouse-host).
set -euo pipefail
export MARSAD_CLICKHOUSE_USER=${CLICKHOUSE_USER:-default} MARSAD_CLICKHOUSE_PASSWORD=${CLICKHOUSE_PASSWORD:-}
export UV_THREADPOOL_SIZE=16
chown -R clickhouse:clickhouse /var/lib/clickhouse
exec setpriv --reuid=clickhouse --regid=clickhouse --init-groups \
  node /opt/clickhouse/serve.mjs --port 18123 --path /var/lib/clickhouse --forwarded
