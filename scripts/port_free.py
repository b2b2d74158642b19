"""Say plainly when the demo's port is taken, before anything else is done: `port_free.py PORT`."""

import socket
import sys


def is_free(port: int) -> bool:
    """True if a server may listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        # Without this, a port that a demo has just left counts as taken for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main(argument: str) -> None:
    if not argument.isdecimal() or not 1 <= int(argument) <= 65535:
        sys.exit(f"PORT must be a number from 1 to 65535, not {argument!r}.")
    if not is_free(int(argument)):
        sys.exit(f"Port {argument} is in use, perhaps by another demo. Choose another: make demo PORT=8001")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
