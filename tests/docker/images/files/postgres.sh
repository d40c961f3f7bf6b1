#!/bin/bash
# The official image's variables; the server is given as the command, such as `postgres -c wal_level=logical`.
set -euo pipefail
# The first process of a container has no default for a signal: what comes before the server runs would be lost.
trap 'exit 143' TERM INT
if [[ ${1:-} == -* ]]; then set -- postgres "$@"; fi
if [[ ${1:-} != postgres ]]; then exec "$@"; fi

if [[ $(id -u) == 0 ]]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres:postgres /var/lib/postgresql /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  # Made beside its place: a container that is killed meanwhile leaves nothing half done behind.
  fresh=$PGDATA.new
  rm -rf "$fresh"
  read -ra arguments <<<"${POSTGRES_INITDB_ARGS:-}"
  initdb --pgdata="$fresh" --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${arguments[@]}"
  cat >>"$fresh/postgresql.conf" <<'SETTINGS'
listen_addresses = '*'
unix_socket_directories = '/var/run/postgresql'
SETTINGS
  printf 'host all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$fresh/pg_hba.conf"
  if [[ $database != postgres ]]; then
    postgres --single -D "$fresh" postgres <<<"CREATE DATABASE \"$database\""
  fi
  rm -rf "$PGDATA"
  mv "$fresh" "$PGDATA"
fi
# What a killed container left: its process numbers mean others now.
rm -f "$PGDATA/postmaster.pid"
exec "$@"
