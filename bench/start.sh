#!/usr/bin/env bash
# From the start of the jar to the first answered request, demo mode, first without and then with the archive
# of classes that the launcher keeps beside the jar. Says the processor time as well, which a busy machine
# changes less. Usage: bench/start.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
./windsock --version > /dev/null
jar=$(ls "$PWD"/target/windsock-*-all.jar | head -1)
archives() { ls "$jar".*.jsa 2>/dev/null | grep -v classes || true; }
for _ in $(seq 60); do [ -z "$(archives)" ] || break; sleep 1; done
archive=$(archives | head -1)
common=(-XX:+UseSerialGC)
java -version 2>&1 | grep -qE '"(2[4-9]|[3-9][0-9])' && common+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
echo "cores: $(nproc), $(java -version 2>&1 | head -1)"
start() {
  local begin end pid
  begin=$(date +%s%N)
  java "$@" "${common[@]}" -cp "$jar" dev.windsock.Main demo --set http.port=18082 > target/bench-start.log 2>&1 & pid=$!
  until curl -sf -o /dev/null http://127.0.0.1:18082/v1/sentiment/TSLA; do
    kill -0 "$pid" 2>/dev/null || { cat target/bench-start.log >&2; exit 1; }
    sleep 0.01
  done
  end=$(date +%s%N)
  echo "$(( (end - begin) / 1000000 )) ms, of processor time $(awk '{print ($14 + $15) * 10}' "/proc/$pid/stat") ms, load $(cut -d' ' -f1 /proc/loadavg)"
  kill "$pid"; wait "$pid" 2>/dev/null || true
}
for round in $(seq "$rounds"); do
  echo "round $round without archive: $(start)"
  [ -z "$archive" ] || echo "round $round with archive:    $(start "-XX:SharedArchiveFile=$archive")"
done
