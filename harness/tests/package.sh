#!/bin/sh
# The .deb in a fresh Debian: built by CPack, looked at by lintian, installed by apt into a new debootstrap, and the suite
# run from there by an unprivileged user. Takes minutes and root, so no test of CTest calls it:
#
#   harness/tests/package.sh BUILD-FOLDER [ROOT-FOLDER]
#
# A ROOT-FOLDER with a system in it is used as it is (and kept). MIRROR and SUITE say where the packages come from; the
# default is this machine's own. Exit status 77: debootstrap is not installed, or this is not root.
set -eu
build=$(cd "${1:?the build folder}" && pwd)
chroot=${2:-}

if ! command -v debootstrap >/dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "skipped: this needs debootstrap and root"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
[ -n "$chroot" ] || chroot=$work/root

step() { printf '\n== %s\n' "$*"; }
inside() { chroot "$chroot" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { inside su - tester -c "$1"; }

step "the package"
(cd "$build" && cpack -G "DEB;TGZ" -B "$work/packages" >/dev/null)
deb=$(find "$work/packages" -name '*.deb' | head -n 1)
dpkg-deb --info "$deb" | sed -n '/Package\|Version\|Depends/p'
if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error,warning "$deb"
  echo "lintian finds no error and nothing to warn of"
else echo "lintian is not installed"; fi

step "the tarball runs from any folder"
mkdir "$work/tarball"
tar -xzf "$(find "$work/packages" -name '*.tar.gz' | head -n 1)" -C "$work/tarball" --strip-components 1
program=$(find "$work/tarball" -path '*/bin/ews-conform' | head -n 1)
(cd / && "$program" run -q --tag smoke)

if [ ! -e "$chroot/etc/debian_version" ]; then
  step "a fresh Debian"
  # shellcheck disable=SC2016 # apt's own form of a variable
  mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | head -n 1)}
  # shellcheck source=/dev/null
  suite=${SUITE:-$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")}
  debootstrap --variant=minbase "$suite" "$chroot" "$mirror" >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }
  inside dpkg-query -W -f '.' | wc -c | sed 's/$/ packages/'
fi

step "apt installs the package"
cp "$deb" "$chroot/tmp/ews-conform.deb"
inside apt-get update -qq
inside apt-get install -qq -y --no-install-recommends /tmp/ews-conform.deb >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }
inside ldd /usr/bin/ews-conform | grep 'not found' && exit 1
inside useradd --create-home tester 2>/dev/null || true

step "the suite, as an unprivileged user"
as_user 'ews-conform --version'
as_user 'ews-conform check'
as_user 'ews-conform run -q --html report.html --junit junit.xml && ls -l report.html junit.xml'
as_user 'ews-conform run -q --defect rename-not-stored --settle 20 rename-once' && { echo "the defect was not found"; exit 1; }
as_user 'rm -rf my && mkdir my && ews-conform new my/long-name --from rename-once && ews-conform run -q my/long-name'
as_user 'ews-conform run -q /usr/share/ews-conform/cases/examples/add-im-group'

step "and away again"
inside dpkg --purge ews-conform >/dev/null 2>&1
[ -z "$(find "$chroot/usr" -name '*ews-conform*' -print -quit)" ] || { echo "something was left"; exit 1; }
echo "1 passed, 0 failed"
