"""Find a Chromium for the browser tests, or install the system's own package.

CHROMIUM=/path/to/a/browser overrides the search.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Another apt-get may be at work on a fresh machine: wait for it.
APT_GET = ("apt-get", "-o", "DPkg::Lock::Timeout=300")
ADVICE = """\
The browser tests need Chromium or Google Chrome, and none was found.
Install one (Debian: sudo apt install chromium; Ubuntu: sudo snap install chromium; macOS: google.com/chrome)
or say where it is: make test CHROMIUM=/path/to/chromium"""


def find() -> str | None:
    """Path of the first browser that starts, or None. Exits when CHROMIUM names something that does not."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not starts(chosen):
            sys.exit(f"CHROMIUM={chosen} does not start.")
        return chosen
    candidates = [*(shutil.which(name) for name in NAMES), *MAC_APPS]
    return next((path for path in candidates if path and starts(path)), None)


def starts(path: str) -> bool:
    """True if the program answers: Ubuntu's chromium-browser may be an empty shell that asks for snap."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> None:
    """Install the system's Chromium where that is possible without asking anybody; else do nothing."""
    may = may_install()
    if may is None:
        return
    print("Installing Chromium for the browser tests ...", flush=True)
    apt_get = [*may, "env", "DEBIAN_FRONTEND=noninteractive", *APT_GET]
    subprocess.run([*apt_get, "-qq", "update"])
    for package in ("chromium", "chromium-browser"):
        wanted = ["-qq", "-y", "--no-install-recommends", "install", package, "fonts-liberation"]
        run = subprocess.run([*apt_get, *wanted], stdout=subprocess.DEVNULL)
        if run.returncode == 0:
            return


def may_install() -> list[str] | None:
    """The words to put before apt-get: none for root, sudo where it asks for no password; else None."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def main() -> None:
    path = find()
    if path is None:
        install()
        path = find()
    if path is None:
        sys.exit(ADVICE)
    print(f"Browser for the tests: {path}")


if __name__ == "__main__":
    main()
