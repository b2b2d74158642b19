"""Agreements and what is computed and published of them; pots, proposals and decisions; awards and their ledger."""

from handslag.funding.models.agreements import (
    Agreement,
    AllocationRun,
    GrantDate,
    GrantLine,
    Payee,
    PublishedShare,
)
from handslag.funding.models.bookings import BookedRow, BookingFile, BookingMapping
from handslag.funding.models.ledger import Award, FeeTotal, LedgerEntry, LongView, OwnGrant
from handslag.funding.models.pots import ExtractFile, Pot, PotDecision, Proposal, ProposalLine

__all__ = [
    "Agreement",
    "AllocationRun",
    "Award",
    "BookedRow",
    "BookingFile",
    "BookingMapping",
    "ExtractFile",
    "FeeTotal",
    "GrantDate",
    "GrantLine",
    "LedgerEntry",
    "LongView",
    "OwnGrant",
    "Payee",
    "Pot",
    "PotDecision",
    "Proposal",
    "ProposalLine",
    "PublishedShare",
]
