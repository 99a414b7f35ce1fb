# Sourced by ./run and ./test, with $root set: sees to it that the servers are there, and builds.

# What the machine lacks, as names of Debian packages. Arguments: PROGRAM:PACKAGE of each program, or "servers".
missing_packages() {
    local needed
    for needed in "$@"; do
        if [ "$needed" = servers ]; then
            missing_servers
        else
            command -v "${needed%%:*}" >/dev/null || echo "${needed##*:}"
        fi
    done
}

missing_servers() {
    local path=$PATH:/usr/sbin:/sbin
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
    PATH=$path command -v redis-server >/dev/null || PATH=$path command -v valkey-server >/dev/null || redis_package
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || echo rabbitmq-server
}

# "servers" unless the AppHost will run containers (SERVERS, as AppHost/Servers/ServerMode.cs decides it).
servers_if_needed() {
    local engine
    case ${SERVERS:-auto} in
        containers) return ;;
        auto)
            for engine in ${ASPIRE_CONTAINER_RUNTIME:-docker podman}; do
                command -v "$engine" >/dev/null && timeout 5 "$engine" info >/dev/null 2>&1 && return
            done
            ;;
    esac
    echo servers
}

# Some releases of Debian have Redis, some Valkey. Without package lists (a fresh container) Redis is assumed.
redis_package() {
    if apt-cache show redis-server >/dev/null 2>&1 || ! apt-cache show valkey-server >/dev/null 2>&1; then
        echo redis-server
    else
        echo valkey-server
    fi
}

# As root or with sudo; the packages' own services are neither started now nor at the next boot: the AppHost starts its own.
install_packages() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap '"${as_root[@]}" rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
        "${as_root[@]}" chmod 755 "$policy"
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >&2
    if [ -d /run/systemd/system ]; then
        "${as_root[@]}" systemctl disable --quiet postgresql redis-server valkey-server rabbitmq-server epmd.socket 2>/dev/null || true
    fi
)

require_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] && return

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
    if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
        echo "Missing: ${missing[*]}. Install with:" >&2
        echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi

    echo "Installing ${missing[*]} ..." >&2
    "${as_root[@]}" apt-get -qq update >&2
    mapfile -t missing < <(missing_packages "$@")
    install_packages "${missing[@]}"
}

require_dotnet() {
    command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' && return
    echo "Missing: the .NET 10 SDK (https://dotnet.microsoft.com/download)." >&2
    exit 1
}

setup() {
    require_dotnet
    require_packages "$@"
}

# build CONFIGURATION PROJECT: quiet unless it fails.
build() {
    echo "Building $2 ..." >&2
    local output
    output=$(dotnet build "$root/$2" --configuration "$1" --nologo --disable-build-servers -clp:ErrorsOnly 2>&1) && return
    echo "$output" >&2
    return 1
}
