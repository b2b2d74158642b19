"""A worker that works off its queue, and a mail server that can refuse, hang up, and be away."""

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Thread

from django.core.management import call_command

WORKER = "django_tasks_db.management.commands.db_worker"


def work_off(monkeypatch) -> None:
    """Run the worker until its queue is empty."""
    # Its answers to signals would outlive it here, and a closed connection would end the test's transaction.
    monkeypatch.setattr(f"{WORKER}.Worker.configure_signals", lambda worker: None)
    monkeypatch.setattr(f"{WORKER}.close_old_connections", lambda: None)
    call_command("worker", batch=True, startup_delay=False, verbosity=0)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Receiver(socketserver.ThreadingTCPServer):
    """A mail server that takes everything, unless it is told otherwise; the letters stand in `letters`.

    replies: what it says instead of yes, by the command ("RCPT", "DATA", "AUTH", "MAIL", "GREETING") or by command and
    address ("RCPT a@example.invalid"); "END" is the answer to the letter itself. hang_up: the command after which it
    closes the line without a word. most: how many letters it takes on one line before it closes it (421).
    logins: the AUTH lines that it was sent.
    """

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, port: int = 0) -> None:
        self.letters: list[str] = []
        self.recipients: list[str] = []
        self.replies: dict[str, str] = {}
        self.hang_up = ""
        self.most = 0
        self.logins: list[str] = []
        self.lock = Lock()
        super().__init__(("127.0.0.1", port), Session)


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """Yield a mail server that listens."""
    with Receiver(port) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP as one letter takes."""

    def handle(self) -> None:
        taken = 0
        self.say(self.server.replies.get("GREETING", "220 mail.example.invalid"))
        while line := self.rfile.readline().decode().strip():
            command, told = line.upper().partition(" ")[0], self.reply(line)
            if self.server.most and taken >= self.server.most and command == "MAIL":
                return self.say("421 enough for now")
            if command == "DATA" and told.startswith("250") and self.server.hang_up != "DATA":
                self.take()
                taken += 1
                command, told = "END", self.server.replies.get("END", "250 good")
            if command == self.server.hang_up:
                return None
            self.say(told)
            if command == "QUIT":
                return None
        return None

    def reply(self, line: str) -> str:
        command, _, rest = line.upper().partition(" ")
        if command == "EHLO":
            return "250-mail.example.invalid\r\n250-8BITMIME\r\n250 AUTH PLAIN"
        if command == "AUTH":
            self.server.logins.append(line)
        address = rest.partition("<")[2].partition(">")[0].lower()
        if command == "RCPT":
            self.server.recipients.append(address)
        said = self.server.replies
        return said.get(f"{command} {address}") or said.get(command) or DEFAULTS.get(command, "250 good")

    def take(self) -> None:
        self.say("354 go on")
        letter = "".join(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
        with self.server.lock:
            self.server.letters.append(letter)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


DEFAULTS = {"QUIT": "221 bye", "AUTH": "235 welcome"}
