#!/usr/bin/env bash
# The one step of action.yml: installs mlgate from the action's own checkout, once a
# job, and runs it. What goes wrong before that is "could not decide": exit code 2.
set -euo pipefail
unset CDPATH

give_up() {
  echo "::error title=mlgate could not decide::$1"
  exit 2
}

install() {
  python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' || return
  python3 -I -m venv --clear "$home" || return
  local pip=("$home/bin/python" -I -m pip --quiet --disable-pip-version-check install)
  local locked="$GITHUB_ACTION_PATH/action/requirements.txt"
  "${pip[@]}" --require-hashes --only-binary :all: --requirement "$locked" || return
  # What builds it is locked as well.
  "${pip[@]}" --no-index --no-deps --no-build-isolation "$GITHUB_ACTION_PATH" || return
  touch "$home/ready"
}

[ -n "$INPUT_PATH" ] || give_up "the input 'path' is empty"
# Another version of the action, in the same job, has another folder.
home="$RUNNER_TEMP/mlgate-$(printf %s "$GITHUB_ACTION_PATH" | cksum | cut -d ' ' -f 1)"
[ -e "$home/ready" ] || install ||
  give_up "mlgate could not be installed: it needs python3, 3.11 or newer, and a package index"
# What bash says of it would carry the name into the log as it is.
cd -- "${INPUT_WORKING_DIRECTORY:-.}" 2> /dev/null || give_up "there is no such working-directory"

# Isolated: neither the folder that is judged nor the environment adds modules.
exec "$home/bin/python" -I -X utf8 -m mlgate action \
  ${INPUT_ORG:+"--org=$INPUT_ORG"} \
  ${INPUT_CONFIG:+"--config=$INPUT_CONFIG"} \
  ${INPUT_PROFILE:+"--profile=$INPUT_PROFILE"} \
  ${INPUT_TIER:+"--tier=$INPUT_TIER"} \
  ${INPUT_ENV:+"--env=$INPUT_ENV"} \
  ${INPUT_REPORTS:+"--reports=$INPUT_REPORTS"} \
  ${INPUT_ATTEST:+"--attest=$INPUT_ATTEST"} \
  ${INPUT_KEY:+"--key=$INPUT_KEY"} \
  -- "$INPUT_PATH"
