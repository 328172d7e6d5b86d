#!/usr/bin/env bash
# Makes both examples anew with the real tools. Minutes, most of them pip.
set -euo pipefail
cd "$(dirname "$0")/../.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet -r examples/make/requirements.txt -e .
cd examples
for name in credit_scorer support_assistant; do
  PATH="$work/venv/bin:$PATH" python "make/$name.py" "$work"
  "$work/venv/bin/mlgate" check "${name/_/-}" --org org.yaml
done
