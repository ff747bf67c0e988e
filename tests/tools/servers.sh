#!/bin/sh
# Brings the servers that the tests run against, where this machine lets us; else says the one line to run.
set -eu
packages="dovecot-imapd dovecot-lmtpd chromium fonts-noto-color-emoji"
missing=""
command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || missing="mailbox"
command -v chromium >/dev/null || missing="${missing:+$missing and }browser"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing what the $missing tests need: $packages"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
else
    echo "The $missing tests are left out. To run them: sudo apt-get install --no-install-recommends $packages"
fi
