#!/usr/bin/env bash
# How long a report over two files of float logits takes, beside reading them: bench/report.sh [ROWS [CLASSES [THREADS]]]
# Makes the files in a folder of its own, reads them into the page cache, and takes turns; prints the best of five and the ratio.
# Needs the .NET SDK, and NumPy for python3 (PYTHON names another interpreter).
set -euo pipefail
cd "$(dirname "$0")/.."

rows=${1:-8192} classes=${2:-32000} threads=${3:-2}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet publish src/KLDiv.Cli -c Release -o "$folder/kldiv" > /dev/null
"${PYTHON:-python3}" - "$folder" "$rows" "$classes" << 'PYTHON'
import sys
import numpy as np

folder, rows, classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random = np.random.default_rng(1)
target, judged = (np.lib.format.open_memmap(f"{folder}/{name}.npy", "w+", np.float32, (rows, classes)) for name in "tx")
for start in range(0, rows, 256):
    logits = 3 * random.standard_normal((min(256, rows - start), classes), dtype=np.float32)
    target[start:start + 256] = logits
    judged[start:start + 256] = logits + 0.1 * random.standard_normal(logits.shape, dtype=np.float32)
PYTHON

seconds() { # COMMAND...: how long it takes
    local start end
    start=$(date +%s%N)
    "$@" > /dev/null
    end=$(date +%s%N)
    echo $(((end - start) / 1000000))
}

report() {
    dotnet "$folder/kldiv/KLDiv.Cli.dll" report "$folder/x.npy" "$folder/t.npy" \
        --input-kind logits --target-kind logits --threads "$threads" --json
}

best_cat=999999999
best_report=999999999
for _ in 1 2 3 4 5; do
    time=$(seconds cat "$folder/t.npy" "$folder/x.npy")
    best_cat=$((time < best_cat ? time : best_cat))
    time=$(seconds report)
    best_report=$((time < best_report ? time : best_report))
done
echo "$rows x $classes, $threads threads: cat $best_cat ms, report $best_report ms, ratio $(awk "BEGIN { print $best_report / $best_cat }")"
