#!/bin/sh
# Fetches the local Slack beside this file, once; its exact build is pinned in package-lock.json.
set -eu
cd "$(dirname "$0")"
[ -x node_modules/local-slack-linux-x64/bin/local-slack ] && exit 0
npm ci --silent --no-audit --no-fund || echo "The local Slack can't be fetched: the demo shows its cards in the terminal."
