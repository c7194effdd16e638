#!/usr/bin/env bash
# Remakes this family: one base, an expert for each of the eight tasks of core8, and one for pacs:photo.
# Run it from the repository's root; SINTER_DATA names the folder of the tasks' folders (default ../shared/data/images).
# It can be stopped and started again at any time: what is finished is kept, what is not goes on where it was.
set -euo pipefail
out=${1:-models/core8}
state=${2:-runs/core8}
sinter() { dotnet run -c Release --no-launch-profile --project src/Sinter.Cli -- "$@"; }

[ -d "$out/base" ] || sinter train base --out "$out/base" --state "$state/base.run" --keep-state --dtype bfloat16 \
  --data tinyimagenet32 --data procedural:strokes=15000 --data procedural:surfaces=5000 --data fashion \
  --optimizer Muon --attention Local --vary Light --lr 2e-3 --mix 0.15 --warmup 0.3 --epochs 7.5 --cooldown 3 --full 0.4

for task in mnist gtsrb streetchars rsscn7 dtd10 scene15 grocery flowers5 pacs:photo; do
  folder="$out/experts/${task/:/-}"
  [ -d "$folder" ] || sinter train expert --base "$out/base" --task "$task" --out "$folder" --state "$state/${task/:/-}.run" --dtype bfloat16
done
