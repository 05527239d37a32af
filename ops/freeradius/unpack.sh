#!/usr/bin/env bash
# Downloads Debian's FreeRADIUS packages and unpacks them into a folder. Nothing is installed, and no
# service is started. Usage: ops/freeradius/unpack.sh FOLDER
set -euo pipefail
target=${1:?usage: unpack.sh FOLDER}
for program in apt-get dpkg-deb; do
  command -v "$program" >/dev/null || { echo "unpack.sh needs $program, which Debian and Ubuntu have" >&2; exit 1; }
done

download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
# apt drops its rights while it downloads, and then needs a folder that others may write to.
chmod 0777 "$download"
cd "$download"
apt-get download -qq freeradius freeradius-common freeradius-config freeradius-postgresql libfreeradius3
# Libraries that a small system may lack. Their names differ between releases.
for library in libpcre3 libpcre2-8-0 libpcap0.8 libpcap0.8t64 libtalloc2 libpq5; do
  apt-get download -qq "$library" 2>/dev/null || true
done
cd - >/dev/null

mkdir -p "$target"
for package in "$download"/*.deb; do dpkg-deb -x "$package" "$target"; done
