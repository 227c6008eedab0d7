# shellcheck shell=bash disable=SC2154,SC2034
# Sourced after lab.sh. One node of the lab: its files, its start, its end.

home_of() {
  echo "$lab/nodes/$1"
}

# Process 1 of the node as it is numbered outside; fails when the node does not run.
init_of() {
  local pid
  pid=$(cat "$(home_of "$1")/init.pid" 2> /dev/null) && [ -d "/proc/$pid" ] && echo "$pid"
}

make_node() {
  local node=$1 home data=$store/data/$1 uid=$((7400 + number[$1]))
  home=$(home_of "$node")
  mkdir -p "$home/run" "$data"
  chown "$uid:$uid" "$data"
  chmod 750 "$data"
  {
    echo "# Written by three-nodes."
    echo "cluster: {name: $cluster, id: $cluster_id}"
    echo "node: $node"
    echo "nodes:"
    local peer
    for peer in "${names[@]}"; do echo "  $peer: ${address[$peer]%/*}"; done
    echo "data: $data"
    echo "run: $home/run"
    echo "zone: $zone"
    [ -z "$profile" ] || echo "profile: $profile"
    echo "self_fence: kill"
    echo "fence_agents: $store/agents"
    echo "daemon_uid: $uid"
    if [ "$tls" = yes ]; then
      echo "cluster_key: $lab/tls/cluster.key"
      echo "tls: {ca: $lab/tls/ca.pem, certificate: $lab/tls/$node.pem, key: $lab/tls/$node.key}"
    else
      echo "insecure: true"
    fi
  } > "$home/fci.yaml"
}

# A node boots: nothing of an earlier life but its data.
start_node() {
  local node=$1 home cgroup
  home=$(home_of "$node")
  unplug "fci-$node" "p${number[$node]}"
  # shellcheck disable=SC2046
  remove_cgroups $(cgroups_of "$node")
  rm -rf "$home/run" "$home/init.pid"
  mkdir "$home/run"
  plug "fci-$node" "p${number[$node]}" $((10 + number["$node"])) "${address[$node]}" "${address6[$node]}"
  cgroup=$(cgroups_of "$node")
  cgroup=${cgroup%% *}
  [ -z "$cgroup" ] || mkdir -p "$cgroup"
  (
    # In its cgroup before anything is started, so that nothing is ever outside.
    [ -z "$cgroup" ] || echo "$BASHPID" > "$cgroup/cgroup.procs"
    exec setsid env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 ${JAVA_HOME:+JAVA_HOME="$JAVA_HOME"} \
      nsenter --net="/run/netns/fci-$node" -- unshare --mount --pid --uts --fork --kill-child \
      "$store/lib/node-init" "$node" "$home" "$store/dist/bin/fci-node" "$home/fci.yaml"
  ) < /dev/null >> "$home/log" 2>&1 &
  disown
  until_deadline 10 init_of "$node" > /dev/null || die "node $node did not start: $(tail -n 3 "$home/log")"
}

# A host crash: the link goes first, so that no last word of the dying processes reaches anybody.
crash_node() {
  local node=$1 init
  init=$(init_of "$node") || die "node $node does not run"
  ip -n fci-sw link set "p${number[$node]}" down
  kill -9 "$init"
  until_deadline 5 no_processes "fci-$node" || die "processes of $node do not end"
}

# In the node's own namespaces, as if logged in there.
in_node() {
  local node=$1 init
  shift
  init=$(init_of "$node") || die "node $node does not run; ./scripts/three-nodes start $node"
  nsenter -t "$init" --mount --uts --net --pid -- "$@"
}

# guard_of NODE: the guard's process as it is numbered outside.
guard_of() {
  local pid
  for pid in $(ip netns pids "fci-$1"); do
    if tr '\0' ' ' 2> /dev/null < "/proc/$pid/cmdline" | grep -qE '/java .*/fci-guard-[0-9][^ ]*\.jar'; then
      echo "$pid"
      return 0
    fi
  done
  return 1
}

# Whether the node's API takes connections.
answers() {
  in_namespace fci-client timeout 1 bash -c ": < /dev/tcp/${address[$1]%/*}/7400" 2> /dev/null
}

# What the cluster says about its nodes.
states() {
  run_cli get nodes -o json 2> /dev/null
}

endpoints() {
  local node list=
  for node in "${names[@]}"; do list=$list,${address[$node]%/*}:7400; done
  echo "${list#,}"
}

# The command-line client on the client's machine, with this cluster as its default.
run_cli() {
  local variables=("FCI_ENDPOINTS=$(endpoints)")
  [ "$tls" != yes ] || variables+=("FCI_TLS_DIR=$lab/tls")
  in_namespace fci-client env "${variables[@]}" "$store/dist/bin/fci" "$@"
}
