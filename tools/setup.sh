#!/bin/sh
# Creates .venv and installs the pinned tools into it, once for each content of requirements-dev.txt.
# Afterwards nothing here needs the network.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
stamp=$venv/requirements-dev.sum
wanted=$(cksum <requirements-dev.txt)

is_usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

venv_is_whole() { is_usable "$venv/bin/python" && "$venv/bin/python" -c 'import pip' 2>/dev/null; }

fail() {
    echo "setup: $1" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if is_usable "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

advise_on_python() {
    found=$("${PYTHON:-python3}" --version 2>&1) || found="no ${PYTHON:-python3}"
    fail "Python 3.11 or newer is needed; found: $found.
Install one (Debian 12, Ubuntu 24.04 or newer: sudo apt install python3 python3-venv; macOS: brew install python),
or name it: PYTHON=/path/to/python3.12 make setup"
}

create_venv() {
    python=$(find_python) || advise_on_python
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail "$python has no venv module.
Install it (Debian, Ubuntu: sudo apt install python3-venv), then run make again."
    echo "setup: creating $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
}

if is_usable "$venv/bin/python" && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
venv_is_whole || create_venv
echo "setup: installing requirements-dev.txt into $venv (a minute, once)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    --requirement requirements-dev.txt || fail "pip could not install requirements-dev.txt; its reason is above.
Without a network, or behind a proxy or a package mirror, tell pip how to get out (pip config, PIP_INDEX_URL,
HTTPS_PROXY). 'THESE PACKAGES DO NOT MATCH THE HASHES' means that somebody serves other files than the pinned ones."
echo "$wanted" >"$stamp"
echo "setup: done"
