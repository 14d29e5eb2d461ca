#!/usr/bin/env bash
# Tries the README's two commands on the smallest Debian there is, so that a package they need and do not name shows.
#
#   tools/bare_machine.sh                        make site and make test, after the Python and make that they ask for
#   tools/bare_machine.sh '.ci/run site' '…'     these commands instead, in this order
#
# As root on Debian, with debootstrap. The new machine lives in a folder of its own, which is deleted at the end; what
# is committed is cloned into it. From this machine it gets only the way to its package registries: the settings of
# apt, pip and npm, certificates, and the folders that BARE_SHARE names (such as one with wheels), read-only.
# BARE_KEEP=1 keeps the folder.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n=== %s\n' "$*"; }
stop() { echo "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || stop "Only root can set up a machine in a folder. Run this with sudo."
command -v debootstrap >/dev/null || stop "debootstrap is missing. Install it: apt-get install debootstrap"

# Mounts belong to a namespace of their own, and end with it whatever happens.
if [ -z "${BARE_INSIDE:-}" ]; then
  bare=$(mktemp -d)
  chmod 755 "$bare" # apt fetches as a user of its own
  trap '[ -n "${BARE_KEEP:-}" ] && echo "The machine is in $bare" || rm -rf --one-file-system "$bare"' EXIT
  BARE_INSIDE=$bare unshare --mount --propagation private --pid --fork "$0" "$@"
  exit
fi
bare=$BARE_INSIDE
[ $# -gt 0 ] || set -- '.ci/run site' '.ci/run test'

# The machine's own mirror and release, and where its keys are.
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $release" | head -n 1)
[ -n "$mirror" ] || stop "apt knows no mirror for $release. Run apt-get update and try again."

say "Debian $release, its smallest set of packages"
debootstrap --variant=minbase "$release" "$bare" "$mirror" >"$bare.log" 2>&1 || { tail "$bare.log"; exit 1; }
rm -f "$bare.log"

# The way to the registries
rm -rf "$bare/etc/apt"
for path in /etc/apt /usr/share/keyrings /etc/pip.conf /etc/ssl/certs /usr/share/ca-certificates \
  /usr/local/share/ca-certificates "$HOME/.config/pip" "$HOME/.npmrc"; do
  [ -e "$path" ] || continue
  mkdir -p "$bare$(dirname "$path")"
  cp -RL "$path" "$bare$(dirname "$path")/" 2>/dev/null || true
done
for path in ${BARE_SHARE:-}; do
  mkdir -p "$bare$path"
  mount --bind -o ro "$path" "$bare$path"
done
cp /etc/resolv.conf /etc/hosts "$bare/etc/"
mount -t proc proc "$bare/proc"
mount --rbind /dev "$bare/dev"
mount -t tmpfs tmpfs "$bare/dev/shm"

git clone --quiet --no-hardlinks . "$bare/srv/maturity"

# Only these settings of this machine's environment reach the new one.
settings=(HOME="$HOME" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
while IFS='=' read -r name _; do
  case $name in
    PIP_* | NPM_* | npm_* | *_proxy | *_PROXY | SSL_CERT_* | REQUESTS_CA_BUNDLE | CURL_CA_BUNDLE | NODE_EXTRA_CA_CERTS)
      settings+=("$name=${!name}") ;;
  esac
done < <(env)

for command in "$@"; do
  say "$command"
  started=$SECONDS
  env -i "${settings[@]}" chroot "$bare" bash -c "cd /srv/maturity && $command"
  say "$command: good, after $((SECONDS - started)) seconds"
done
