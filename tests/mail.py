"""A worker that works off its queue, and a mail server that takes everything."""

import socketserver

from django.core.management import call_command

WORKER = "django_tasks_db.management.commands.db_worker"


def work_off(monkeypatch) -> None:
    """Run the worker until its queue is empty."""
    # Its answers to signals would outlive it here, and a closed connection would end the test's transaction.
    monkeypatch.setattr(f"{WORKER}.Worker.configure_signals", lambda worker: None)
    monkeypatch.setattr(f"{WORKER}.close_old_connections", lambda: None)
    call_command("worker", batch=True, startup_delay=False, verbosity=0)


class Receiver(socketserver.ThreadingTCPServer):
    """A mail server that takes everything; the letters stand in `letters`."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        self.letters: list[str] = []
        super().__init__(("127.0.0.1", 0), Session)


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP as one letter takes."""

    def handle(self) -> None:
        self.say("220 mail.example.invalid")
        while line := self.rfile.readline().decode().strip().upper():
            if line == "DATA":
                self.say("354 go on")
                self.server.letters.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
            self.say("221 bye" if line == "QUIT" else "250 good")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
