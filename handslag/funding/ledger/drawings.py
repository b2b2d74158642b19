"""The drawing of an award: granted, asked for, used, repaid, left."""

from handslag.documents.drawing import Drawing
from handslag.documents.figures_bars import Bar, BarRow, bars
from handslag.funding.ledger.queries import Line
from handslag.swedish.kronor import kronor

NOT_STATED, NOT_BOOKED = "inte angivet", "inte bokfört"


def award_drawing(line: Line) -> Drawing | None:
    """Return the bars of an award; None where nothing of it is known in kronor."""
    said = line.standing
    sums = [
        ("Beviljat", said.granted, NOT_STATED),
        ("Rekvirerat", said.requisitioned, NOT_BOOKED),
        ("Använt", said.used, NOT_BOOKED),
        ("Återbetalat", said.repaid, NOT_BOOKED),
        ("Kvar", said.left, NOT_STATED),
    ]
    if all(amount is None for _, amount, _ in sums):
        return None
    rows = [
        BarRow(name, (Bar(None if amount is None else max(amount, 0), word if amount is None else kronor(amount)),))
        for name, amount, word in sums
    ]
    return bars(
        rows, key=f"tilldelning-{line.award.pk}", title="Beviljat, använt, kvar", finding=finding(line), series=("Kronor",),
        head="Vad",
    )  # fmt: skip


def finding(line: Line) -> str:
    """Return what the drawing says, in a sentence."""
    said = line.standing
    if said.used is None and said.repaid is None:
        granted = "Beloppet är inte angivet." if said.granted is None else f"{kronor(said.granted)} är beviljat."
        return f"{granted} Inget är bokfört som använt eller återbetalat."
    if said.granted is None:
        return f"Beloppet är inte angivet. {kronor(said.spent)} är använt eller återbetalat."
    if said.is_overdrawn:
        return f"{kronor(said.spent)} är använt eller återbetalat, {kronor(said.spent - said.granted)} mer än vad som är beviljat."
    return (
        f"Av {kronor(said.granted)} är {kronor(said.spent)} använt eller återbetalat. Kvar är {kronor(said.left or 0)}."
    )
