# What has passed and failed so far, for the scripts of this folder.

export DOTNET_CLI_UI_LANGUAGE=en # the counts are read from what is printed
passed=0
failed=0
log=$(mktemp)
failures=$(mktemp)
trap 'rm -f "$log" "$failures"' EXIT

check() { # NAME COMMAND...: a step that passes or fails as a whole
    local name=$1
    shift
    echo "== $name"
    if "$@"; then passed=$((passed + 1)); else has_failed "$name"; fi
}

has_failed() { # WHAT: counts it, and keeps it for the end of the output
    failed=$((failed + 1))
    echo "FAILED: $1" | tee -a "$failures"
}

tests() { # NAME COMMAND...: a run of tests, whose counts are added up; one that counts nothing has failed
    local name=$1 status unsuccessful successful
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    read -r unsuccessful successful < <(sed -nE 's/.*Failed: +([0-9]+), Passed: +([0-9]+),.*/\1 \2/p' "$log" | awk '{ f += $1; p += $2 } END { print f + 0, p + 0 }')
    grep -A 6 "^ *Failed [A-Za-z]" "$log" >> "$failures"
    failed=$((failed + unsuccessful))
    passed=$((passed + successful))
    if [ "$successful" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$unsuccessful" -eq 0 ]; }; then
        has_failed "$name ended with status $status"
    fi
}

has_said() { # TEXT: whether the last run of tests printed a line that begins so
    grep -q "^ *$1" "$log"
}

total() { # what failed, once more, since only the end of a long output may be kept, and the counts
    cat "$failures"
    echo "$passed passed, $failed failed"
}
