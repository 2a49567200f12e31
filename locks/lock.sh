#!/usr/bin/env bash
# Resolve the *.in files into the lock files: pinned, with hashes, without index addresses. Needs `uv`; run by whoever changes a pin.
set -euo pipefail
cd "$(dirname "$0")"
compile() { uv pip compile --quiet --no-header --generate-hashes --no-emit-index-url --no-annotate "$@"; }

compile --python "$(command -v python3.12)" dev.in -o dev.txt
compile --python "$(command -v python3.12)" -c dev.txt app.in -o app.txt
compile --python "$(command -v python3.10)" bot.in -o bot.full
compile --python "$(command -v python3.10)" -c bot.full baseline.in -o baseline.txt

# The bot runs without TensorFlow (docs/decisions/0001-no-tensorflow.md): drop it and what only it needs.
# The result is installed with --no-deps, because Rasa's own metadata asks for what is left out.
only_tensorflow='absl-py|astunparse|flatbuffers|gast|google-auth|google-auth-oauthlib|google-pasta|grpcio|h5py|jax|jaxlib|keras|libclang|markdown|ml-dtypes|oauthlib|opt-einsum|pyasn1|pyasn1-modules|requests-oauthlib|tensorboard|tensorboard-data-server|tensorflow|tensorflow-estimator|tensorflow-hub|tensorflow-io-gcs-filesystem|tensorflow-text|werkzeug'
awk -v drop="^(${only_tensorflow})==" '/^[a-z0-9]/ { keep = ($0 !~ drop) } keep' bot.full > bot.txt
rm bot.full
