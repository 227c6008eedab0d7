# shellcheck shell=bash
# Sourced. Commands that a script needs and the Debian packages that bring them.

# need COMMAND:PACKAGE...: installs what is missing when it can, and says exactly what to install when it cannot.
need() {
  local missing=() pair path=$PATH:/usr/sbin:/sbin
  for pair in "$@"; do
    PATH=$path command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "${0##*/}: missing programs; install the packages ${missing[*]} (on Debian: apt-get install ${missing[*]})" >&2
    return 1
  fi
  echo "installing ${missing[*]}"
  local log
  log=$(mktemp)
  # The list may be older than the mirror, so a first failure is asked again with a fresh one.
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" < /dev/null > "$log" 2>&1 \
    && ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } < /dev/null >> "$log" 2>&1; then
    echo "${0##*/}: cannot install ${missing[*]}:" >&2
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Prints the home of a JDK 25 or newer.
jdk25() {
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2> /dev/null) || continue
    if [ "${version:-0}" -ge 25 ] && [ -x "$home/bin/javac" ]; then
      echo "$home"
      return 0
    fi
  done
  return 1
}

# What the build needs. Maven itself may run on an older Java than the one it compiles for.
need_build() {
  if ! jdk25 > /dev/null; then
    echo "${0##*/}: FCI needs a JDK 25 or newer, which Debian 12 does not have as a package; unpack one under /usr/lib/jvm" \
      "(for instance Temurin from https://adoptium.net) or set JAVA_HOME to it" >&2
    return 1
  fi
  need mvn:maven python3:python3
}
