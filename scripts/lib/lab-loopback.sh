# shellcheck shell=bash disable=SC2154
# Sourced by demo. A lab without privileges: three daemons on loopback addresses of this machine.
need python3:python3 jq:jq setsid:util-linux

lab_up() {
  local number node started
  base=$(mktemp -d "${TMPDIR:-/tmp}/fci-loopback.XXXXXX")
  cluster_id=$(cat /proc/sys/kernel/random/uuid)
  started=$(now)
  for number in 1 2 3; do
    node=n$number
    mkdir -p "$base/$node/run" "$base/$node/data"
    cat > "$base/$node/fci.yaml" <<YAML
cluster: {name: loopback, id: $cluster_id}
node: $node
nodes: {n1: 127.0.1.1, n2: 127.0.1.2, n3: 127.0.1.3}
ports: {api: 17400, raft: 17401, lease: 17402, dns: 15353}
data: $base/$node/data
run: $base/$node/run
zone: fci.test
self_fence: kill
demo_loopback: true
YAML
    lab_start "$node"
    echo "$node started at 127.0.1.$number"
  done
  until_deadline 60 all_are_up || die "not every node is up after 60 s: $(tail -n 5 "$base"/n*/log)"
  echo "all 3 nodes are up after $(since "$started")"
}

lab_start() {
  setsid "$here/../dist/bin/fci-node" --config "$base/$1/fci.yaml" < /dev/null >> "$base/$1/log" 2>&1 &
  disown
}

# Whatever was started from the node's directory, and what runs in the node's name: a resource is told its node.
lab_processes() {
  "$here/lib/processes-of.py" "$base/$1/" "FCI_NODE=$1"
}

lab_kill() {
  local pids
  pids=$(lab_processes "$1")
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill -9 $pids 2> /dev/null || true
}

lab_down() {
  local node
  [ -n "${base:-}" ] || return 0
  for node in n1 n2 n3; do lab_kill "$node"; done
  until_deadline 5 nothing_left || echo "demo: processes are left: $(for node in n1 n2 n3; do lab_processes $node; done)" >&2
  rm -rf "$base"
}

nothing_left() {
  local node
  for node in n1 n2 n3; do
    lab_kill "$node"
    [ -z "$(lab_processes "$node")" ] || return 1
  done
}

lab_address() { echo 127.0.1.50/8; }
lab_fci() { FCI_ENDPOINTS=127.0.1.1:17400,127.0.1.2:17400,127.0.1.3:17400 "$here/../dist/bin/fci" "$@"; }
lab_client() { exec python3 "$@"; }
lab_dns() { echo 127.0.1.1:15353,127.0.1.2:15353,127.0.1.3:15353; }
