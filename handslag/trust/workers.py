"""Whether the process that took up a piece of work is still there to finish it."""

import os
import socket


def is_gone(worker: str) -> bool:
    """Whether a process of this machine is no more. Of other machines nothing is known."""
    host, _, process = worker.rpartition(":")
    if host != socket.gethostname() or not process.isdigit():
        return False
    if int(process) == os.getpid():  # we have only just begun: it was another of the same number
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
