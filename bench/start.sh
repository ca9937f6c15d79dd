#!/usr/bin/env bash
# From the start of the jar to the first answered request, demo mode. Usage: bench/start.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
jar=$(ls target/windsock-*-all.jar | head -1)
flags=(); archive=target/windsock.jsa
[ -f "$archive" ] && flags+=("-XX:SharedArchiveFile=$archive")
java -version 2>&1 | grep -qE '"(2[4-9]|[3-9][0-9])' && flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
echo "cores: $(nproc), $(java -version 2>&1 | head -1), flags: ${flags[*]:-none}"
for round in $(seq "$rounds"); do
  begin=$(date +%s%N)
  java "${flags[@]}" -XX:+UseSerialGC -jar "$jar" demo --set http.port=18082 > target/bench-start.log 2>&1 & pid=$!
  until curl -sf -o /dev/null http://127.0.0.1:18082/v1/sentiment/TSLA; do
    kill -0 "$pid" 2>/dev/null || { cat target/bench-start.log >&2; exit 1; }
    sleep 0.01
  done
  end=$(date +%s%N)
  echo "round $round: $(( (end - begin) / 1000000 )) ms"
  kill "$pid"; wait "$pid" 2>/dev/null || true
done
