# shellcheck shell=bash disable=SC2154,SC2034
# Sourced. The lab: a few machines on one, made of namespaces. A bridge in the namespace fci-sw; fci-client and one namespace per node on it.
# What the lab is, is written to $lab/lab.env once and read by every later command.
# 'return' always with its value: in a trap a bare one gives the status from before the trap.

lab=${FCI_LAB_DIR:-/run/fci-three-nodes}
# Programs and data: /run may be mounted noexec, and data belongs on a disk.
store=${FCI_LAB_DIR:-/var/lib/fci-three-nodes}
cluster=three-nodes
client_host=100

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

need_root() {
  [ "$(id -u)" = 0 ] || die "network namespaces need root: run it as root, or see ./scripts/demo for a variant without"
}

# Reads $names, $net, $zone, $tls, ${address[NODE]}, ${number[NODE]}, $client, $client6.
load_lab() {
  [ -r "$lab/lab.env" ] || die "no cluster is up; start one with ./scripts/three-nodes up"
  # shellcheck disable=SC1091
  . "$lab/lab.env"
}

need_node() {
  [ $# -ge 1 ] || die "which node? (nodes: ${names[*]})"
  [ -n "${number[$1]:-}" ] || die "no node '$1' (nodes: ${names[*]})"
}

in_namespace() {
  local namespace=$1
  shift
  nsenter --net="/run/netns/$namespace" -- "$@"
}

# seconds_since MILLISECONDS
since() {
  local ms=$((${EPOCHREALTIME/[.,]/} / 1000 - $1))
  printf '%d.%03d s' $((ms / 1000)) $((ms % 1000))
}

now() {
  echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

# until_deadline SECONDS COMMAND...
until_deadline() {
  local end=$(($(now) + $1 * 1000))
  shift
  until "$@"; do
    [ "$(now)" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# ---- network

# Which switch the machine has at this moment, if any. Numbers of namespaces begin anew with each boot.
switch_there() {
  local number boot
  number=$(stat -Lc %i /run/netns/fci-sw 2> /dev/null) && read -r boot < /proc/sys/kernel/random/boot_id && echo "$boot $number"
}

# Whether the lab that is up is this one, and not one that keeps its files elsewhere and uses the same names.
is_own_switch() {
  local there
  [ -r "$lab/switch" ] && there=$(switch_there) && [ "$there" = "$(cat "$lab/switch")" ]
}

make_switch() {
  ip netns add fci-sw
  switch_there > "$lab/switch"
  ip -n fci-sw link add br0 type bridge forward_delay 0 stp_state 0 mcast_snooping 0
  ip -n fci-sw link set br0 up
  # Nodes named here are cut off while their links stay up; a frozen machine hears and answers nothing either. Blocked is one
  # direction between two of them. Loss is what happens to datagrams of the lease plane.
  in_namespace fci-sw nft -f - <<'NFT'
table bridge fci {
  set cut { type ifname; }
  set frozen { type ifname; }
  set blocked { type ifname . ifname; }
  chain loss {
  }
  chain forward {
    type filter hook forward priority 0; policy accept;
    iifname @cut drop
    oifname @cut drop
    iifname @frozen drop
    oifname @frozen drop
    iifname . oifname @blocked drop
    udp dport 7402 jump loss
  }
}
NFT
}

# plug NAMESPACE PORT HOST-NUMBER IPV4 IPV6: a fresh machine on the bridge. Its hardware address outlives it, like a real one's.
plug() {
  local namespace=$1 port=$2 mac
  printf -v mac '02:fc:1a:00:00:%02x' "$3"
  ip netns add "$namespace"
  ip -n fci-sw link add "$port" type veth peer name eth0 address "$mac" netns "$namespace"
  ip -n fci-sw link set "$port" master br0 up
  # shellcheck disable=SC2016
  in_namespace "$namespace" sh -c 'cd /proc/sys/net && echo 0 > ipv4/conf/all/arp_notify
    for i in all default eth0; do echo 0 > ipv6/conf/$i/accept_ra; done'
  ip -n "$namespace" link set lo up
  ip -n "$namespace" addr add "$4" brd + dev eth0
  ip -n "$namespace" addr add "$5" dev eth0 nodad
  ip -n "$namespace" link set eth0 up
}

unplug() {
  local namespace=$1 port=$2
  [ -e "/run/netns/$namespace" ] || return 0
  end_processes "$namespace"
  ip -n fci-sw link del "$port" 2> /dev/null || true
  ip netns del "$namespace"
}

# Whatever runs in the namespace, however it came there.
end_processes() {
  local pids
  pids=$(ip netns pids "$1")
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill -9 $pids 2> /dev/null || true
  until_deadline 5 no_processes "$1" || die "processes in $1 do not end: $(ip netns pids "$1" | tr '\n' ' ')"
}

no_processes() {
  [ -z "$(ip netns pids "$1")" ]
}

# ---- cgroups

# Prints where the cgroup2 hierarchy is mounted.
cgroup_root() {
  local line
  while read -r line; do
    case $line in *" - cgroup2 "*)
      # shellcheck disable=SC2086
      set -- $line
      echo "$5"
      return 0 ;;
    esac
  done < /proc/self/mountinfo
  return 1
}

# The cgroups of a node: of its init, launcher and guard; of its groups; of its daemon.
cgroups_of() {
  local root
  root=$(cgroup_root) || return 0
  echo "$root/fci-$cluster/$1" "$root/fci/$cluster/$1" "$root/fci/$cluster/$1.daemon"
}

remove_cgroups() {
  local directory
  for directory in "$@"; do
    [ -d "$directory" ] || continue
    echo 1 > "$directory/cgroup.kill"
    until_deadline 5 grep -qs '^populated 0' "$directory/cgroup.events" || die "processes in $directory do not end"
    find "$directory" -depth -type d -exec rmdir {} +
  done
}

remove_empty() {
  [ ! -d "$1" ] || rmdir "$1" 2> /dev/null || true
}

freeze() {
  local value=$1 directory
  shift
  for directory in "$@"; do
    [ ! -d "$directory" ] || echo "$value" > "$directory/cgroup.freeze"
  done
  for directory in "$@"; do
    [ ! -d "$directory" ] || until_deadline 5 grep -qs "^frozen $value" "$directory/cgroup.events" \
      || die "$directory does not reach frozen $value"
  done
}
