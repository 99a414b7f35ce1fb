#!/bin/sh
# Restores the newest dump in BACKUP_DIR, or the one that RESTORE_FILE names, into the database PGDATABASE of the server PGHOST: all of it
# or nothing. A database that holds something is left alone, unless RESTORE_REPLACE=yes: then it is dropped first.
set -eu
file=${RESTORE_FILE:-$(find "$BACKUP_DIR" -name "$PGDATABASE-*.dump" | sort | tail -n 1)}
[ -n "$file" ] || { echo "There is no dump of $PGDATABASE in $BACKUP_DIR" >&2; exit 1; }
pg_restore --list "$file" >/dev/null
if [ "${RESTORE_REPLACE:-no}" = yes ]; then
    dropdb --if-exists --force "$PGDATABASE"
    createdb "$PGDATABASE"
fi
held=$(psql --no-psqlrc --tuples-only --no-align --command="select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')")
if [ "$held" -ne 0 ]; then
    echo "The database $PGDATABASE on $PGHOST is not empty. RESTORE_REPLACE=yes replaces it." >&2
    exit 1
fi
pg_restore --dbname="$PGDATABASE" --no-owner --single-transaction --exit-on-error "$file"
echo "Restored $file"
