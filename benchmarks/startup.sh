#!/usr/bin/env bash
# Times the command's start: usage: bash benchmarks/startup.sh path/to/sinter [RUNS]
set -euo pipefail
sinter=$(realpath "$1")
runs=${2:-11}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$sinter" demo "$work/demo" > /dev/null

# measure NAME COMMAND...: milliseconds to the first byte and to the end.
measure() {
    local name=$1 start first end
    shift
    local -a firsts=() ends=()
    for ((i = 0; i < runs; i++)); do
        start=$(date +%s%N)
        { IFS= read -r -N 1 _ || true; first=$(date +%s%N); cat > /dev/null; } < <("$@" 2>&1)
        end=$(date +%s%N)
        firsts+=($(((first - start) / 1000000)))
        ends+=($(((end - start) / 1000000)))
    done
    echo "$name: first byte $(summary "${firsts[@]}"), end $(summary "${ends[@]}")"
}

summary() {
    printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { printf "%d ms (%d to %d)", v[int((NR + 1) / 2)], v[1], v[NR] }'
}

measure "sinter --version" "$sinter" --version
measure "sinter methods" "$sinter" methods
measure "sinter check" "$sinter" check "$work/demo/ties.yml"
measure "sinter merge (task_arithmetic, 0.5 MB output)" "$sinter" merge "$work/demo/task_arithmetic.yml" --out "$work/out" --overwrite
measure "sinter merge (ties, 0.5 MB output)" "$sinter" merge "$work/demo/ties.yml" --out "$work/out" --overwrite
