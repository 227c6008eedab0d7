# shellcheck shell=bash disable=SC2154,SC2034
# Sourced after lab.sh. The secrets of one cluster: a certificate authority with a certificate for each node and one for the
# client, and the key that the guards share.

make_tls() {
  local directory=$lab/tls node
  mkdir -p "$directory"
  openssl req -x509 -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 30 -subj "/CN=$cluster CA" \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout "$directory/ca.key" -out "$directory/ca.pem" 2> /dev/null
  for node in "${names[@]}"; do
    certify "$node" "DNS:$node,DNS:$node.$zone,IP:${address[$node]%/*},IP:${address6[$node]%/*}"
    chown "$((7400 + number["$node"]))" "$directory/$node.key"
  done
  certify client DNS:client
  (umask 077 && openssl rand -hex 32 > "$directory/cluster.key")
}

# certify NAME SUBJECT-ALTERNATIVE-NAMES: a node is a server to clients and a client to its peers.
certify() {
  local name=$1 directory=$lab/tls
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$directory/$name.key" 2> /dev/null
  chmod 400 "$directory/$name.key"
  openssl req -new -key "$directory/$name.key" -subj "/CN=$name" \
    | openssl x509 -req -days 30 -CA "$directory/ca.pem" -CAkey "$directory/ca.key" -CAcreateserial -out "$directory/$name.pem" \
      -extfile <(printf 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$2") 2> /dev/null
}
