#!/usr/bin/env bash
# An install script's telemetry, written from the protocol's description alone: bash and curl, JSON by here-document, errors with raw line
# breaks and tabs, several posts that say nothing new. Prints status, HTTP status and answer of each post.
# Usage: run-client.sh GATEWAY SCRIPT SLUG success|failed
set -uo pipefail
gateway=$1 script=$2 slug=$3 outcome=$4

random_id=$(cat /proc/sys/kernel/random/uuid)
execution_id=$(cat /proc/sys/kernel/random/uuid)
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# post STATUS SECONDS TRIES BODY: any 2xx will do; what the answer says is not read (only shown here).
post() {
    local try code
    for ((try = 1; try <= $3; try++)); do
        code=$(curl -sS -m "$2" -o "$answer" -w '%{http_code}' -X POST -H 'Content-Type: application/json' -d "$4" "$gateway/telemetry")
        printf '%s %s %s\n' "$1" "$code" "$(cat "$answer")"
        [[ $code == 2* ]] && return
    done
}

# What every post says.
who() {
    cat <<JSON
    "random_id": "$random_id",
    "execution_id": "$execution_id",
    "type": "lxc",
    "nsapp": "$script",
    "status": "$1",
    "platform": "proxmox",
    "repo_source": "",
    "repo_slug": "$slug"
JSON
}

short() { printf '{\n%s\n}' "$(who "$1")"; }

progress() { printf '{\n%s,\n    "progress": %d\n}' "$(who configuring)" "$1"; }

# full STATUS EXIT_CODE SECONDS ERROR
full() {
    cat <<JSON
{
$(who "$1"),
    "ct_type": 1,
    "disk_size": "8G",
    "core_count": 2,
    "ram_size": "2048",
    "os_type": "debian",
    "os_version": "13",
    "pve_version": "9.1.1",
    "method": "default",
    "gpu_vendor": "intel",
    "gpu_passthrough": "igpu",
    "has_arm": true,
    "arch": "amd64",
    "exit_code": $2,
    "install_duration": $3,
    "error_category": "",
    "error": "$4"
}
JSON
}

post installing 5 3 "$(full installing 0 0 "")"
post installing 5 1 "$(short installing)"
post validation 5 1 "$(short validation)"
post validation 5 1 "$(short validation)"
post configuring 5 1 "$(progress 30)"
post configuring 5 1 "$(progress 80)"

# The end: as if no answer had come, the same twice and then with a shorter error.
if [[ $outcome == success ]]; then
    log='' short_log='' code=0
else
    log=$'E: Failed to fetch the package list\n\tsome index files are \\"old\\"\nexit code 100 in line 42'
    short_log='E: Failed to fetch' code=100
fi
post "$outcome" 10 2 "$(full "$outcome" "$code" 97 "$log")"
post "$outcome" 10 2 "$(full "$outcome" "$code" 97 "$log")"
post "$outcome" 10 2 "$(full "$outcome" "$code" 97 "$short_log")"
