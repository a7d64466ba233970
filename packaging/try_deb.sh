#!/usr/bin/env bash
# Tries a .deb on a bare Debian 12: nothing but what the package itself asks for is installed beside it.
#
#     sudo packaging/try_deb.sh FILE.deb OUT_DIR [BARE_ROOT]
#
# Needs debootstrap, Xvfb, xdotool and ImageMagick outside of that Debian, and a mirror of Debian. BARE_ROOT is a
# root made by `debootstrap --variant=minbase bookworm`; without one it is made. It is copied, not changed. The X
# server runs outside, so that the root holds no package that the .deb does not name.
set -euo pipefail

[ $# -ge 2 ] && [ "$(id -u)" -eq 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
deb=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
base=${3:-}
work=$(mktemp -d /var/tmp/try-deb-XXXXXX)
root=$work/root
xvfb=
window=

end_window() { # by force and with all of its group: it is the first process of its namespace
  [ -z "$window" ] || kill -KILL -- "-$window" 2>/dev/null || true
  [ -z "$window" ] || wait "$window" 2>/dev/null || true
  window=
}

cleanup() {
  end_window
  [ -z "$xvfb" ] || kill "$xvfb"
  wait
  if grep -q " $work/" /proc/mounts; then
    echo "Something is still mounted below $work: left as it is." >&2
  else
    rm -rf --one-file-system "$work"
  fi
}
trap cleanup EXIT

# shellcheck disable=SC2016 # the words in single quotes are for the shell in there
inside() { # inside COMMAND...: in the root, with namespaces of its own for mounts and processes
  unshare --mount --pid --fork --kill-child bash -c '
    root=$1; shift
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      chroot "$root" "$@"' _ "$root" "$@"
}

as_person() { # as_person COMMAND...: as a user without rights, whose home has an accent and a space in it
  inside setpriv --reuid=1000 --regid=1000 --clear-groups env -i PATH=/usr/bin:/bin LANG=C.UTF-8 \
    HOME="$home" XDG_RUNTIME_DIR="$home/run" DBUS_SESSION_BUS_ADDRESS=disabled: "$@"
}

# shellcheck disable=SC2016
packages() { inside dpkg-query -W -f '${Package}\n' | sort; }

soon() { # soon WHAT COMMAND...: wait until the command succeeds, half a minute at most
  local what=$1
  shift
  for _ in $(seq 100); do
    "$@" && return
    sleep 0.3
  done
  echo "There was no $what within 30 seconds." >&2
  return 1
}

say() { printf '\n--- %s\n' "$*"; }

say "A bare Debian 12"
if [ -n "$base" ]; then
  cp -a --reflink=auto "$base" "$root"
else
  debootstrap --variant=minbase bookworm "$root" >"$work/debootstrap.log" 2>&1 || { tail "$work/debootstrap.log"; exit 1; }
fi
mkdir -p "$root/tmp/.X11-unix" /tmp/.X11-unix
cp /etc/resolv.conf /etc/hosts "$root/etc/"
home="/home/Zoë Müller"
mkdir -p "$root$home/run"
chown -R 1000:1000 "$root$home"
chmod 700 "$root$home/run"
packages >"$out/packages-before.txt"
wc -l <"$out/packages-before.txt"

say "Installing $(basename "$deb") with what it declares, and nothing that it only recommends"
inside apt-get -qq update
cp "$deb" "$root/tmp/"
inside apt-get install -y -qq --no-install-recommends "/tmp/$(basename "$deb")" >"$out/install.txt" 2>&1 ||
  { cat "$out/install.txt"; exit 1; }
packages >"$out/packages-after.txt"
comm -13 "$out/packages-before.txt" "$out/packages-after.txt" | tee "$out/packages-added.txt" | wc -l
inside dpkg --audit

say "Libraries that are missing (not counted: GTK's and Wayland's, which a desktop of that kind has itself)"
# shellcheck disable=SC2016
inside sh -c 'export LD_LIBRARY_PATH=$(dpkg -L jcwizard | grep "/_internal$")
[ -n "$LD_LIBRARY_PATH" ]
dpkg -L jcwizard | while read -r file; do
  [ -f "$file" ] && [ "$(head -c 4 "$file" | tail -c 3)" = ELF ] || continue
  ldd "$file" 2>/dev/null | grep "not found" | sort -u | sed "s|^|$file:|"
done; true' | grep -ve '/libqgtk3[.]so:' -e 'libwayland-cursor' >"$out/missing-libraries.txt" || true
cat "$out/missing-libraries.txt"

say "Without a screen"
as_person jcwizard --version
as_person jcwizard --self-test 2>&1 | tee "$out/self-test-without-screen.txt"

say "With a screen"
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 3>"$work/display" 2>/dev/null &
xvfb=$!
soon "an X server" test -s "$work/display"
number=$(cat "$work/display")
display=:$number
as_person env DISPLAY="$display" jcwizard --self-test 2>&1 | tee "$out/self-test.txt"

has_window() { DISPLAY=$display xdotool search --onlyvisible --name JumpCloud getwindowname 2>/dev/null >"$work/title"; }
looks_finished() { # the same picture twice
  mv -f "$out/window.png" "$work/before.png" 2>/dev/null || true
  DISPLAY=$display import -silent -window root "$out/window.png"
  [ -f "$work/before.png" ] && [ "$(compare -metric AE "$work/before.png" "$out/window.png" null: 2>&1)" = 0 ]
}
set -m
as_person env DISPLAY="$display" jcwizard --practice >"$out/window.txt" 2>&1 &
window=$!
set +m
soon "its window" has_window
soon "a window that stands still" looks_finished
echo "Its window: $(cat "$work/title")"
end_window
cat "$out/window.txt"

say "Taken away again"
inside apt-get remove -y -qq --purge jcwizard >/dev/null 2>&1
inside sh -c 'find / -xdev -iname "*jcwizard*" -not -path "/proc/*" -not -path "/home/*" -not -path "/tmp/*" -not -path "/var/lib/dpkg/*" -not -path "/var/log/*"' |
  tee "$out/left-behind.txt"
[ ! -s "$out/left-behind.txt" ] || { echo "The package left something behind." >&2; exit 1; }
[ ! -s "$out/missing-libraries.txt" ] || { echo "Libraries are missing." >&2; exit 1; }

say "All of it worked"
