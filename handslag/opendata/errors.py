"""What the clients raise when a source cannot be asked, or answers what cannot be used."""

REASONS = {
    "unreachable": "{source} gick inte att nå.",
    "timeout": "{source} svarade inte i tid.",
    "dropped": "{source} bröt anslutningen innan svaret var helt.",
    "too_large": "Svaret från {source} är större än vad som tas emot.",
    "redirect": "{source} hänvisade vidare till en annan plats.",
    "other_host": "{source} hänvisade till nästa sida på en annan plats.",
    "loop": "Sidorna från {source} leder runt i en ring.",
    "not_found": "{source} har inget på den adressen.",
    "rate_limited": "{source} tar inte emot fler frågor just nu.",
    "too_many_cells": "Frågan är större än vad {source} svarar på.",
    "status": "{source} svarade med ett fel.",
    "not_json": "Svaret från {source} går inte att läsa.",
    "shape": "Svaret från {source} har inte den form det brukar ha.",
    "changed": "{source} har ändrat vad uppgiften är.",
    "ignored_filter": "{source} bortsåg från ett val i frågan.",
    "question": "Frågan går inte att ställa till {source}.",
}
"""Each reason that a SourceError may have, and how it is told in Swedish."""


class SourceError(Exception):
    """A source gave no answer that can be used. Nothing of that answer has been handed on.

    source: the source's name, "Kolada". address: what was asked, as a full address. reason: one of REASONS.
    told: more about it, in Swedish, "" where there is no more. status: the answer's HTTP status, None where none came.
    message_sv: the whole to a person, in Swedish.
    """

    def __init__(self, source: str, address: str, reason: str, told: str = "", *, status: int | None = None) -> None:
        self.source = source
        self.address = address
        self.reason = reason
        self.told = told
        self.status = status
        self.message_sv = " ".join(filter(None, (REASONS[reason].format(source=source), told)))
        super().__init__(f"{source}: {reason} at {address}: {self.message_sv}")


class QuestionError(SourceError, ValueError):
    """A question that the source cannot be asked, found before it was sent. reason is "question"."""

    def __init__(self, source: str, address: str, told: str) -> None:
        super().__init__(source, address, "question", told)
