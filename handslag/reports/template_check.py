"""Checks a Word or PowerPoint file that somebody has sent, in a process of its own.

The file may be made to harm: what reads it takes libraries and memory that no web process should hold.
"""

import subprocess
import sys

SECONDS = 60
REFUSED = 3
TOO_LONG = "Filen tog för lång tid att läsa. Spara om den i Word eller PowerPoint och försök igen."
UNREADABLE = "Filen går inte att läsa. Spara om den i Word eller PowerPoint och försök igen."


class Refused(ValueError):
    """The file cannot be used: the message says why to a person, in Swedish."""


def checked(data: bytes, *, kind: str) -> bytes:
    """Return the file, cleaned of what a template must not hold. kind: "docx" or "pptx". Raises Refused."""
    command = [sys.executable, "-m", "handslag.reports.template_check", kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Refused(TOO_LONG) from None
    if done.returncode == REFUSED:
        raise Refused(done.stderr.decode())
    if done.returncode:
        raise Refused(UNREADABLE)
    return done.stdout


def _check(kind: str) -> int:
    from handslag.documents.office_template import BadTemplate, read_template

    try:
        found = read_template(sys.stdin.buffer.read(), kind="pptx" if kind == "pptx" else "docx")
    except BadTemplate as why:
        sys.stderr.buffer.write(str(why).encode())
        return REFUSED
    sys.stdout.buffer.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(_check(sys.argv[1]))
