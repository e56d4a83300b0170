#!/bin/sh
# npm_ci.sh NPM FOLDER WHERE: installs the locked packages of FOLDER into WHERE/node_modules.
set -eu
npm=$1 folder=$2 where=$3
if [ "${LANDBRIDGE_NO_INSTALL:-0}" = 1 ]; then
  echo "error: missing npm packages of $folder; LANDBRIDGE_NO_INSTALL=1 forbids 'npm ci'" >&2
  exit 1
fi
mkdir -p "$where"
cp "$folder/package.json" "$folder/package-lock.json" "$where/"
cd "$where"
"$npm" ci --no-audit --no-fund --loglevel=error
touch node_modules/.package-lock.json
