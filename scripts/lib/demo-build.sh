# shellcheck shell=bash disable=SC2154
# Sourced. Builds dist/ when it is missing or older than a source.

build_if_needed() {
  local top=$here/..
  if [ -e "$top/dist/lib/.archives" ] && [ -z "$(find "$top" \( -name target -o -name dist -path "$top/dist" -o -name .git -o -name node_modules \) -prune \
    -o -type f \( -path '*/src/main/*' -o -name pom.xml \) -newer "$top/dist/lib/.archives" -print -quit)" ]; then
    return
  fi
  need_build
  local log started
  started=$(now)
  log=$(mktemp)
  echo "building (the first time this takes a minute or two and loads the libraries)"
  (cd "$top" && mvn --batch-mode -DskipTests verify 2>&1) | tee "$log" | sed -un 's/^\[INFO\] Building fci-\([a-z]*\) .*\[\(.*\)\]/  \1 (\2)/p; s/^\[INFO\] Building acceptance .*\[\(.*\)\]/  programs (\1)/p'
  if [ "${PIPESTATUS[0]}" != 0 ] || ! grep -q 'BUILD SUCCESS' "$log"; then
    grep ERROR "$log" | head -n 20 >&2
    rm -f "$log"
    die "the build failed"
  fi
  rm -f "$log"
  echo "built after $(since "$started")"
}
