#!/bin/sh
# Dumps the database PGDATABASE of the server PGHOST into BACKUP_DIR and removes its dumps that are older than BACKUP_DAYS.
# PGUSER and PGPASSWORD as for every program of PostgreSQL. A dump is there whole or not at all.
set -eu
file=$BACKUP_DIR/$PGDATABASE-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$file.part"' EXIT
pg_dump --format=custom --no-owner --file="$file.part"
pg_restore --list "$file.part" >/dev/null
sync "$file.part"
mv "$file.part" "$file"
find "$BACKUP_DIR" -name "$PGDATABASE-*.dump" ! -path "$file" -mtime "+$BACKUP_DAYS" -delete
echo "Saved $file ($(wc -c <"$file") bytes)"
