# shellcheck shell=bash disable=SC2154
# Sourced by demo. Its lab of namespaces: the one of three-nodes.
# shellcheck source=scripts/lib/lab-node.sh
. "$here/lib/lab-node.sh"
need curl:curl jq:jq dig:bind9-dnsutils

lab_up() {
  "$here/three-nodes" up
  load_lab
}
lab_down() { "$here/three-nodes" down > /dev/null; }
lab_address() { echo 10.77.0.50/24; }
lab_fci() { run_cli "$@"; }
# To be called in the background: becomes the program, so that a signal reaches it.
lab_client() { exec nsenter --net=/run/netns/fci-client -- python3 "$@"; }
lab_kill() { crash_node "$1"; }
lab_start() { start_node "$1"; }
lab_dns() {
  local node list=
  for node in "${names[@]}"; do list=$list,${address[$node]%/*}; done
  echo "${list#,}"
}
