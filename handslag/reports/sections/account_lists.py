"""The lists of an account to the state: answers, awards and entries, one row each. Excel holds them all, CSV the answers."""

from handslag.documents.blocks import Cell, Column, Table, cell, every_block, plain, runs_of, words
from handslag.reports.sections.account import Answer, account, amount_cell, answers
from handslag.reports.writing import Writer
from handslag.swedish.dates import day
from handslag.swedish.numbers import number

ANSWERS = "redovisningens-svar"
"""Key of the table that CSV holds."""


def account_lists(writer: Writer) -> tuple[Table, ...]:
    """Return the lists; none where the report is no account."""
    return (_answers(writer), _awards(writer), _entries(writer)) if writer.ground.account else ()


def _answers(writer: Writer) -> Table:
    columns = (
        Column("Fråga", width=3),
        Column("Post eller insats", width=3),
        Column("Svar", width=6),
        Column("Kronor", "kronor", 1.2),
        Column("Belopp i ord", width=1.5),
        Column("Källa", width=3),
    )
    rows = tuple(_answer(writer, each) for each in answers(writer))
    return Table(ANSWERS, f"Svar {account(writer).year}", columns, rows, sheet="Svar")


def _answer(writer: Writer, answer: Answer) -> tuple[Cell, ...]:
    text = " ".join(each for each in _lines(answer) if each)
    known = answer.kronor is not None
    return (
        cell(answer.question.title),
        cell(answer.about),
        cell(text),
        Cell(words(number(answer.kronor)), answer.kronor) if known else Cell(),
        cell(answer.state),
        cell("; ".join(dict.fromkeys([*_cited(writer, answer), *_read(answer)]))),
    )


def _lines(answer: Answer) -> list[str]:
    found: list[str] = []
    for block in every_block(answer.passage.blocks):
        texts = getattr(block, "items", None) or ((block.words,) if hasattr(block, "words") else ())
        found += [plain(each) for each in texts]
    return found


def _cited(writer: Writer, answer: Answer) -> list[str]:
    keys = [key for run in runs_of(answer.passage.blocks) for key in writer.sources.known(run.cites)]
    return [writer.sources.title(key) for key in keys]


def _read(answer: Answer) -> list[str]:
    return ["länets register i Handslag"] if answer.passage.state == "automatic" else ["länets egen text"]


def _awards(writer: Writer) -> Table:
    columns = (
        Column("Tilldelning", width=3), Column("Varifrån", width=3), Column("År", "number"),
        *(Column(name, "kronor", 1.2) for name in ("Beviljat, kr", "Rekvirerat, kr", "Använt, kr", "Återbetalat, kr", "Ej pengar, kr", "Kvar, kr")),
    )  # fmt: skip
    rows = []
    for line in account(writer).awards:
        said = line.standing
        entered = (said.requisitioned, said.used, said.repaid, said.in_kind)
        rows.append((
            cell(str(line.award)), cell(line.where_from), Cell(words(str(line.award.year)), line.award.year),
            amount_cell(said.granted), *(amount_cell(each, "inget bokfört") for each in entered), amount_cell(said.left),
        ))  # fmt: skip
    return Table("redovisade-tilldelningar", "Tilldelningar", columns, tuple(rows), sheet="Tilldelningar")


def _entries(writer: Writer) -> Table:
    columns = (
        Column("Tilldelning", width=3), Column("Dag", "date"), Column("Slag", width=1.5), Column("Kronor", "kronor", 1.2),
    )  # fmt: skip
    # Neither text nor voucher: they are for those who keep the money, and a report is given on.
    rows = tuple(
        (
            cell(str(each.award)), Cell(words(day(each.on)), each.on), cell(each.get_kind_display()),
            Cell(words(number(each.kronor)), each.kronor),
        )
        for each in account(writer).entries
    )  # fmt: skip
    return Table("redovisade-poster-bokforing", "Bokföring", columns, rows, sheet="Bokföring")
