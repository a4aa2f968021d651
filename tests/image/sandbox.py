"""What a function finds around it in Lambda: another user's id, a read-only root, no HOME, and a small /tmp.

Linux alone has the mounts for it, and root alone may make them.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

USER, GROUP = 993, 990
MEGABYTES = 512  # Lambda's own size of /tmp, unless a function asks for more.
SETUP = """
set -e
root=$1 task=$2 runtime=$3 python=$4 megabytes=$5 user=$6 group=$7
shift 7
mount -t tmpfs -o size=1m,mode=0755 sandbox "$root"
for folder in usr bin sbin lib lib64 etc; do
    if [ -L "/$folder" ]; then cp -P "/$folder" "$root/$folder"
    elif [ -d "/$folder" ]; then mkdir "$root/$folder"; mount --rbind "/$folder" "$root/$folder"; fi
done
mkdir -p "$root/dev" "$root/proc" "$root/tmp" "$root/var/task" "$root/var/runtime" "$root$python"
mount --rbind /proc "$root/proc"
for device in null zero full random urandom; do
    touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind "$task" "$root/var/task"; mount -o remount,bind,ro "$root/var/task"
mount --bind "$runtime" "$root/var/runtime"; mount -o remount,bind,ro "$root/var/runtime"
case "$python" in /usr|/usr/*) ;; *) mount --bind "$python" "$root$python" ;; esac
mount -t tmpfs -o "size=${megabytes}m,mode=1777" tmp "$root/tmp"
mount -o remount,ro "$root"
exec chroot "$root" setpriv --reuid "$user" --regid "$group" --clear-groups --no-new-privs env --chdir=/var/task "$@"
"""


def is_available() -> bool:
    tools = ("unshare", "setpriv", "chroot", "mount")
    return sys.platform == "linux" and os.geteuid() == 0 and all(map(shutil.which, tools))


@dataclass(frozen=True)
class Sandbox:
    """`root` is an empty folder on which the sandbox is mounted, for its own process alone."""

    root: Path
    megabytes: int = MEGABYTES

    def command(self, task: Path, runtime: Path, command: list[str]) -> list[str]:
        """`command` run in the sandbox, where `task` is /var/task and `runtime` /var/runtime."""
        python = sys.base_prefix
        values = [str(self.root), str(task), str(runtime), python, str(self.megabytes), str(USER), str(GROUP)]
        return ["unshare", "--mount", "sh", "-c", SETUP, "sandbox", *values, *command]
