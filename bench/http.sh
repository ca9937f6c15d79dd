#!/usr/bin/env bash
# What a cached answer costs: Windsock beside a bare Vert.x server that sends the same bytes, in one run; and
# Windsock that counts its clients' requests as well.
# Needs wrk. Usage: bench/http.sh [seconds per round] [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-8} rounds=${2:-3}
path='/v1/sentiment/TSLA'
[ -f target/windsock-bench.jar ] || {
  ./mvnw -q -B -Pbench -DskipTests -Dspotless.check.skip=true package
  cp target/windsock-*-all.jar target/windsock-bench.jar
}
flags=(-Xmx512m)
java -version 2>&1 | grep -qE '"(2[4-9]|[3-9][0-9])' && flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true' EXIT
wait_for() { for _ in $(seq 100); do curl -sf -o /dev/null "$1" && return; sleep 0.1; done; echo "no answer from $1" >&2; exit 1; }
java "${flags[@]}" -jar target/windsock-bench.jar demo --set http.port=18080 > target/bench-windsock.log 2>&1 & pids+=($!)
wait_for "http://127.0.0.1:18080$path"
curl -s -o /dev/null "http://127.0.0.1:18080$path"
java "${flags[@]}" -jar target/windsock-bench.jar demo --set http.port=18082 --set http.clients.limitLoopback=true \
  --set http.clients.requests=1000000 --set http.clients.window=1s > target/bench-limited.log 2>&1 & pids+=($!)
wait_for "http://127.0.0.1:18082$path"
java "${flags[@]}" -cp target/windsock-bench.jar dev.windsock.bench.BareServer 18081 18080 "$path" & pids+=($!)
wait_for "http://127.0.0.1:18081$path"
rate() { wrk -t1 -c64 -d"${2}s" "http://127.0.0.1:$1$path" | awk '/Requests\/sec/ {print $2} /Non-2xx/ {print "errors: " $0 > "/dev/stderr"}'; }
for port in 18080 18081 18082; do rate "$port" 5 > /dev/null; done
echo "cores: $(nproc), $(java -version 2>&1 | head -1), answer of $(curl -s "http://127.0.0.1:18081$path" | wc -c) bytes, 64 connections"
for round in $(seq "$rounds"); do
  bare=$(rate 18081 "$seconds"); ours=$(rate 18080 "$seconds"); limited=$(rate 18082 "$seconds")
  awk -v b="$bare" -v o="$ours" -v l="$limited" -v r="$round" 'BEGIN {
    printf "round %d: bare %.0f/s, windsock %.0f/s, ratio %.2f; with its clients limited %.0f/s, ratio %.2f\n", r, b, o, o/b, l, l/b}'
done
