#!/bin/bash
set -euo pipefail
if [[ ${1:-} == -* ]]; then set -- redis-server "$@"; fi
if [[ ${1:-} == redis-server ]]; then
  # As the official image: without it only the container itself may come in.
  set -- "$@" --protected-mode no
  if [[ $(id -u) == 0 ]]; then
    chown -R redis:redis /data
    exec setpriv --reuid=redis --regid=redis --init-groups "$@"
  fi
fi
exec "$@"
