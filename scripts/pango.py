"""See to it that reports can be written as PDF: find Pango and HarfBuzz on the system, or install its own packages.

`pango.py` installs where that needs no answer and never fails: all but PDF works without. `pango.py --only-tell` installs nothing.
"""

import ctypes
import subprocess
import sys

from browser import APT_GET, may_install

# As WeasyPrint looks for them: the names on Linux, macOS and Windows.
LIBRARIES = {
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "HarfBuzz-Subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
}
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
ADVICE = f"""\
Reports cannot be written as PDF: the system lacks {{missing}}. All else works.
Install it (Debian, Ubuntu: sudo apt install {" ".join(PACKAGES)}; Fedora: sudo dnf install pango harfbuzz;
Alpine: apk add pango harfbuzz; macOS: brew install pango)"""


def missing() -> list[str]:
    """Names of the libraries that cannot be loaded."""
    return [name for name, files in LIBRARIES.items() if not any(loads(file) for file in files)]


def loads(file: str) -> bool:
    """True if the system has the library. On macOS Homebrew's folder is not searched by itself."""
    for path in (file, f"/opt/homebrew/lib/{file}", f"/usr/local/lib/{file}"):
        try:
            ctypes.CDLL(path)
        except OSError:
            continue
        return True
    return False


def install() -> None:
    """Install the system's packages where that is possible without asking anybody; else do nothing."""
    may = may_install()
    if may is None:
        return
    print("Installing Pango, for reports as PDF ...", flush=True)
    apt_get = [*may, "env", "DEBIAN_FRONTEND=noninteractive", *APT_GET]
    subprocess.run([*apt_get, "-qq", "update"])
    subprocess.run([*apt_get, "-qq", "-y", "--no-install-recommends", "install", *PACKAGES], stdout=subprocess.DEVNULL)


def main(*arguments: str) -> None:
    if missing() and "--only-tell" not in arguments:
        install()
    if lacking := missing():
        print(ADVICE.format(missing=" and ".join(lacking)), file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
