# What has passed and failed so far, for the scripts of this folder.

export DOTNET_CLI_UI_LANGUAGE=en # the counts are read from what is printed
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

check() { # NAME COMMAND...: a step that passes or fails as a whole
    local name=$1
    shift
    echo "== $name"
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED: $name"; fi
}

tests() { # NAME COMMAND...: a run of tests, whose counts are added up; one that counts nothing has failed
    local name=$1 status failures successes
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    read -r failures successes < <(sed -nE 's/.*Failed: +([0-9]+), Passed: +([0-9]+),.*/\1 \2/p' "$log" | awk '{ f += $1; p += $2 } END { print f + 0, p + 0 }')
    failed=$((failed + failures))
    passed=$((passed + successes))
    if [ "$successes" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$failures" -eq 0 ]; }; then
        failed=$((failed + 1))
        echo "FAILED: $name ended with status $status"
    fi
}

has_said() { # TEXT: whether the last run of tests printed a line that begins so
    grep -q "^ *$1" "$log"
}
