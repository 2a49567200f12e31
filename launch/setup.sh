#!/bin/sh
# Creates the environments from the lock files, when they are missing or a lock file has changed.
# Usage: setup.sh app|dev|baseline    app: what `make run` needs; dev: with what `make test` needs; baseline: for `make bench`
set -eu
cd "$(dirname "$0")/.."
want=${1:-app}

# find_python VERSION: prints a working interpreter, from PATH, else pyenv, else uv.
find_python() {
    version=$1
    if command -v "python$version" >/dev/null 2>&1 && "python$version" -c '' >/dev/null 2>&1; then
        command -v "python$version"
        return
    fi
    if command -v pyenv >/dev/null 2>&1; then
        for python in "$(pyenv root)"/versions/"$version".*/bin/python; do
            if [ -x "$python" ]; then echo "$python"; return; fi
        done
    fi
    if command -v uv >/dev/null 2>&1; then
        uv python find "$version" 2>/dev/null && return
        uv python install "$version" >&2 && uv python find "$version" && return
    fi
    echo "error: Python $version was not found on PATH, in pyenv or through uv: install Python $version, or install uv, then repeat" >&2
    exit 1
}

digest() { cksum < "$1" | tr -d ' \t'; }

# environment DIRECTORY VERSION LOCK [PIP OPTIONS]
environment() {
    folder=$1 version=$2 lock=$3
    shift 3
    stamp="$(basename "$lock") $(digest "$lock")"
    if [ -f "$folder/installed" ] && [ -x "$folder/bin/python" ] && [ "$(cat "$folder/installed")" = "$stamp" ]; then
        return
    fi
    python=$(find_python "$version") || exit 1
    echo "creating $folder with Python $version from $lock (some minutes the first time) ..."
    rm -f "$folder/installed"
    [ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
    if ! "$folder/bin/python" -m pip --disable-pip-version-check -qq install --require-hashes "$@" -r "$lock"; then
        echo "error: $folder could not be installed from $lock: see pip's message above; repeat when the package index can be reached" >&2
        exit 1
    fi
    echo "$stamp" > "$folder/installed"
}

case $want in
app)
    # The development environment holds everything that running needs.
    if [ "$(cat .venv/installed 2>/dev/null || true)" != "dev.txt $(digest locks/dev.txt)" ]; then
        environment .venv 3.12 locks/app.txt
    fi
    environment .venv-bot 3.10 locks/bot.txt --no-deps
    ;;
dev)
    environment .venv 3.12 locks/dev.txt
    environment .venv-bot 3.10 locks/bot.txt --no-deps
    ;;
baseline)
    environment .venv-baseline 3.10 locks/baseline.txt
    ;;
*)
    echo "error: setup.sh app|dev|baseline" >&2
    exit 2
    ;;
esac
