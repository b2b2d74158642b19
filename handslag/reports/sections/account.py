"""The account to the state: what it rests on, every question answered line by line from the register, and the initiatives."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handslag.documents.blocks import Block, Callout, Cell, Column, Paragraph, Passage, Run, Section, Table, cell, words
from handslag.funding.ledger.queries import Line
from handslag.funding.models import PotDecision
from handslag.plans.queries.rows import InitiativeRow
from handslag.reports import phrasing
from handslag.reports.account_ground import AccountGround, AccountLine, Sums, sums_of
from handslag.reports.account_templates import Question
from handslag.reports.sections.initiative import status_id
from handslag.reports.writing import Writer, bullets, fact, facts
from handslag.swedish.dates import day
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, count, number, percent, word

NOT_STATED = "belopp inte angivet"
NOT_ENTERED = "inget bokfört"
LINES = "account_lines"
INITIATIVES = "account_initiatives"


@dataclass(frozen=True)
class Answer:
    """A question with its answer. about: the line or initiative. kronor: what the answer amounts to, None where that is not known.

    state: what is to be known of the sum, in words: that it is not stated, or that the question is not of money.
    """

    question: Question
    about: str
    passage: Passage
    kronor: int | None = None
    state: str = ""


def account(writer: Writer) -> AccountGround:
    """Return what the account rests on. Templates of other scopes have none."""
    assert writer.ground.account is not None
    return writer.ground.account


def concerned(writer: Writer) -> list[InitiativeRow]:
    """Return the reported initiatives of the year: those that have its money, and those that are not known to be outside it."""
    found = account(writer)
    return [row for row in writer.reported if found.awards_of(row.id) or _may_be_in(row, found.year)]


def _may_be_in(row: InitiativeRow, year: int) -> bool:
    period = row.period
    if period is None:
        return True
    return not (period.last and period.last.year < year) and not (period.first and period.first.year > year)


def has_sum(writer: Writer, row: InitiativeRow) -> bool:
    """Whether every award of an initiative says how much, and there is one."""
    awards = account(writer).awards_of(row.id)
    return bool(awards) and all(each.standing.granted is not None for each in awards)


def finding(writer: Writer) -> str:
    """Return the account in a sentence: how many of the year's lines and initiatives have sums."""
    found, rows = account(writer), concerned(writer)
    told = sum(line.money.decided is not None for line in found.lines)
    lines = f"Utbetalarens belopp är inlagt för {number(told)} av {count(len(found.lines), 'post', 'poster')}"
    known = sum(has_sum(writer, row) for row in rows)
    initiatives = f"{number(known)} av {count(len(rows), 'insats', 'insatser')} har ett angivet belopp"
    return f"{lines if found.lines else f'Posterna för {found.year} är inte kända'}, och {initiatives}."


# What the account is


def account_summary(writer: Writer) -> tuple[Section, ...]:
    """Return whom the account goes to and when, what its questions rest on, and every line's sums in a table."""
    found = account(writer)
    template = found.template
    blocks: list[Block] = [
        *facts(
            fact("Lämnas till", _receiver(writer)),
            fact("Senast", f"{day(found.due.on)}. {found.due.ours}".strip(), _said(writer, found.due.source)),
            fact("Frågorna", _questions(writer), _said(writer, template.source)),
            fact("Gäller", join([each.title for each in found.agreements]) or "ingen överenskommelse är inlagd"),
        )
    ]
    if not template.is_known:
        text = f"Frågorna för {found.year} är inte inlagda"
        blocks.insert(0, Callout(text, (Paragraph(words(template.note)),), "attention"))
    blocks += [_no_lines(each.title, each.stated_sums) for each in found.unlined]
    if found.lines:
        blocks.append(_table(found))
    blocks += _others(found)
    return (Section("account_summary", "Redovisningen i korthet", tuple(blocks)),)


def _receiver(writer: Writer) -> str:
    template = account(writer).template
    told = template.receiver or "mottagaren är inte känd"
    return f"{told}. {template.receiver_ours}" if template.receiver_ours else f"{told}."


def _questions(writer: Writer) -> str:
    template = account(writer).template
    own = sum(bool(each.ours) for each in template.questions)
    n = phrasing.many(len(template.questions), "fråga", "frågor")
    told = f"{n}, {'alla' if own == len(template.questions) else word(own, gender='en')} enligt vår läsning."
    return f"{told} {template.note}" if template.is_known else told


def _said(writer: Writer, source: str) -> tuple[str, ...]:
    return writer.sources.said(source) if source else ()


def _no_lines(title: str, sums: dict[str, int]) -> Paragraph:
    known = f" Kända summor för hela riket: {len(sums)}." if sums else ""
    return Paragraph(words(f"{title}: posterna är inte kända.{known} Länets svar går att skriva när de är inlagda."))


def _others(found: AccountGround) -> list[Block]:
    if not found.others:
        return []
    told = _sums_words(sums_of(found.others))
    return [Paragraph((Run("Utanför posterna. ", strong=True), Run(f"Medel från annat håll samma år: {told}")))]


COLUMNS = (
    Column("Post", width=3),
    Column("Till länet, kr", "kronor", 1.3),
    Column("Beviljat, kr", "kronor", 1.3),
    Column("Använt, kr", "kronor", 1.3),
    Column("Återbetalat, kr", "kronor", 1.3),
    Column("Kvar, kr", "kronor", 1.3),
    Column("Utan belopp", "text", 1.1),
)


def _table(found: AccountGround) -> Table:
    rows = [_row(line.title, line.money.decided, line.sums) for line in found.lines]
    note = (
        "Till länet: det som utbetalaren har publicerat eller beslutat. Utan belopp: så många tilldelningar, av alla, "
        "har inget angivet belopp; de räknas inte i summorna. Det som inte är angivet är inte noll."
    )
    return Table("redovisade-poster", f"Posterna {found.year}", COLUMNS, tuple(rows), note=note, sheet="Poster")


def _row(title: str, received: int | None, sums: Sums) -> tuple[Cell, ...]:
    return (
        cell(title),
        amount_cell(received),
        amount_cell(sums.known_granted),
        amount_cell(sums.used, NOT_ENTERED),
        amount_cell(sums.repaid, NOT_ENTERED),
        amount_cell(sums.known_left),
        cell(f"{sums.unknown} av {sums.awards}" if sums.awards else "ingen tilldelning"),
    )


def amount_cell(value: int | None, unknown: str = "inte angivet") -> Cell:
    """Return a sum, or in words that there is none: never zero."""
    return Cell(words(number(value)), value) if value is not None else Cell(words(unknown), state="silent")


# Line by line


def account_lines(writer: Writer) -> tuple[Section, ...]:
    """Return every line of the year with its questions: each answer is a text that people may write anew."""
    found = account(writer)
    lines = tuple(_line(writer, n, line) for n, line in enumerate(found.lines, start=1))
    if not lines:
        return ()
    text = "Varje svar är skrivet av det som står i registret. Ändra texten där den står; tabellerna följer registret."
    how = (Paragraph(words(text), "small"),) if writer.is_draft else ()
    return (Section(LINES, "Post för post", how, lines, starts_page=True),)


def _line(writer: Writer, n: int, line: AccountLine) -> Section:
    blocks: list[Block] = []
    for answer in answers_of_line(writer, line):
        blocks += (Paragraph(words(answer.question.title, strong=True), "small"), answer.passage)
    if line.awards:
        blocks.append(_awards(n, line))
    return Section(f"redovisad-post-{n}", line.title, tuple(blocks))


def _awards(n: int, line: AccountLine) -> Table:
    columns = (Column("Tilldelning", width=3), *COLUMNS[2:6], Column("Senast", "date", 1.2))
    rows = tuple(_award_row(each) for each in line.awards)
    return Table(f"redovisad-post-{n}-tabell", f"Tilldelningar ur posten {line.title}", columns, rows)


def _award_row(line: Line) -> tuple[Cell, ...]:
    said, use_by = line.standing, line.use_by
    return (
        cell(f"{line.award}, {line.award.year}"),
        amount_cell(said.granted),
        amount_cell(said.used, NOT_ENTERED),
        amount_cell(said.repaid, NOT_ENTERED),
        amount_cell(said.left),
        Cell(words(day(use_by)), use_by) if use_by else Cell(words("inte angivet"), state="silent"),
    )


def answers(writer: Writer) -> list[Answer]:
    """Return every answer of the account in order, as the sections print it."""
    with writer.sources.about(LINES):
        told = [answer for line in account(writer).lines for answer in answers_of_line(writer, line)]
    with writer.sources.about(INITIATIVES):
        return told + [answer for row in concerned(writer) for answer in answers_of_initiative(writer, row)]


def answers_of_line(writer: Writer, line: AccountLine) -> list[Answer]:
    """Return the answers of a line to each question that is asked of lines."""
    return [_answer(writer, line, each) for each in account(writer).template.of("line")]


def _answer(writer: Writer, line: AccountLine, question: Question) -> Answer:
    blocks = _ANSWERS[question.answer](writer, line)
    passage = writer.passage(f"redovisning:{line.key}:{question.key}", f"{line.title}: {question.title}", blocks)
    return Answer(question, line.title, passage, *_amount(line, question))


def _amount(line: AccountLine, question: Question) -> tuple[int | None, str]:
    """Return what an answer amounts to, and what is to be known of that."""
    if question.answer == "amount":
        return line.money.decided, "" if line.money.decided is not None else NOT_STATED
    sums = line.sums
    told = {"awards": sums.known_granted, "used": sums.used}
    if question.answer not in told:
        return None, "inte en fråga om belopp"
    if told[question.answer] is None:
        return None, NOT_ENTERED if question.answer == "used" and sums.awards else NOT_STATED
    return told[question.answer], f"{sums.unknown} av {sums.awards} tilldelningar utan belopp" if sums.unknown else ""


def _purpose(writer: Writer, line: AccountLine) -> tuple[Block, ...]:
    found = line.money.line
    told = [
        f"Ändamålet är {found.title[:1].lower()}{found.title[1:]}.",
        f"Villkor: {found.conditions.rstrip('.')}." if found.conditions else "Inga villkor är inlagda för posten.",
        f"Medlen ska vara använda senast {day(found.use_by)}." if found.use_by else "",
        f"Det som inte används: {found.repay_rule.rstrip('.')}." if found.repay_rule else "",
    ]
    source = writer.sources.said(found.source or found.agreement.source)
    return (Paragraph(words(" ".join(each for each in told if each), cites=source)),)


def _received(writer: Writer, line: AccountLine) -> tuple[Block, ...]:
    money = line.money
    said = list(money.published.values())
    runs = [Run("Utbetalarens belopp för länet är inte inlagt." if money.decided is None else
                f"Länet har fått {kronor(money.decided)}.")]  # fmt: skip
    for each in said:
        place = f", {each.place}" if each.place else ""
        runs.append(
            Run(f" {each.area.name}: {kronor(each.kronor)}.", cites=writer.sources.said(f"{each.document}{place}"))
        )
    if money.decided is None and money.share.kronor is not None:
        runs.append(Run(f" Ett räkneexempel ur postens nyckel är {kronor(money.share.kronor)}; det är inget besked."))
    return (Paragraph(tuple(runs)), *_payees(line))


def _payees(line: AccountLine) -> tuple[Block, ...]:
    told = []
    for each in line.money.payees:
        share = "hur mycket är inte angivet"
        if each.kronor is not None:
            share = kronor(each.kronor)
        elif each.percent is not None:
            share = f"{percent(each.percent.normalize())} av länets del"
        told.append(f"{each.organisation.name}: {share}{f' ({each.agreed})' if each.agreed else ''}.")
    if told:
        return (Paragraph(words("Betalas till:")), *bullets(told))
    receiver = {"region": "Pengarna betalas till regionen.", "municipality": "Pengarna betalas till kommunerna."}
    return (Paragraph(words(receiver.get(line.money.line.receiver, "Vem som har fått pengarna är inte angivet."))),)


def _decisions(writer: Writer, line: AccountLine) -> tuple[Block, ...]:
    if not line.pots:
        return (Paragraph(words("Ingen pott är inlagd för posten, och inget beslut om den är registrerat.")),)
    decided = {each.pot_id: each for each in line.decisions}
    return bullets(
        _decided(decided[pot.pk]) if pot.pk in decided else f"{pot.title}, {pot.year}: inget beslut är registrerat."
        for pot in line.pots
    )


def _decided(decision: PotDecision) -> str:
    where = join([each for each in (
        decision.section, decision.registry_number) if each])  # fmt: skip
    shares = "; ".join(f"{each['title']}: {kronor(each['kronor'])}" for each in decision.lines)
    left = f" Kvar i potten: {kronor(decision.left)}." if decision.left is not None else ""
    return (
        f"{decision.pot.title}, {decision.pot.year}: {decision.who} beslutade {day(decision.decided_on)}"
        f"{f' ({where})' if where else ''} om {kronor(decision.kronor)}. {shares}.{left}"
    )


def _initiatives(writer: Writer, line: AccountLine) -> tuple[Block, ...]:
    if not line.awards and not line.hidden:
        text = "Registret säger inte vad posten har gått till. Det betyder inte att pengarna inte är använda."
        return (Paragraph(words(text)),)
    rows = {row.id: row for row in writer.rows}
    blocks: list[Block] = list(bullets(_award_words(each, rows) for each in line.awards))
    if line.hidden:
        text = f"{phrasing.many(line.hidden, 'tilldelning', 'tilldelningar')} till gäller det som inte visas här, och räknas inte."
        blocks.append(Paragraph(words(text)))
    return tuple(blocks)


def _award_words(line: Line, rows: dict[int, InitiativeRow]) -> str:
    award = line.award
    sum_words = NOT_STATED if line.standing.granted is None else f"beviljat {kronor(line.standing.granted)}"
    row = rows.get(award.initiative_id)
    to = f" till {award.organisation.name}" if award.organisation else ""
    status = f" Läge: {phrasing.short_status(row).lower()}." if row else ""
    return f"{award}, {award.year}: {sum_words}{to}.{status}"


def _used(writer: Writer, line: AccountLine) -> tuple[Block, ...]:
    if not line.awards:
        return (Paragraph(words("Inget är bokfört: posten har ingen tilldelning i registret. Det är inte noll.")),)
    until = sorted({each.use_by for each in line.awards if each.use_by and each.standing.left})
    text = _sums_words(line.sums)
    if until:
        text += f" Det som är kvar ska vara använt senast {join([day(each) for each in until])}."
    rules = dict.fromkeys(each.repay_rule.rstrip(".") for each in line.awards if each.repay_rule)
    if rules:
        text += f" För det som inte används gäller: {'; '.join(rules)}."
    return (Paragraph(words(text)),)


def _sums_words(sums: Sums) -> str:
    """Return awards summed up in words: what is known, what nobody has entered, and how many say no sum."""
    granted = NOT_STATED if sums.known_granted is None else kronor(sums.granted)
    parts = [f"Beviljat {granted} i {count(sums.awards, 'tilldelning', 'tilldelningar')}."]
    if sums.unknown:
        parts.append(f"För {number(sums.unknown)} av {number(sums.awards)} är beloppet inte angivet; de är inte noll.")
    told = (("rekvirerat", sums.requisitioned), ("använt", sums.used), ("återbetalat", sums.repaid))
    entered = [f"{name} {kronor(value)}" for name, value in told if value is not None]
    silent = [name for name, value in told if value is None]
    if entered:
        parts.append(f"{capitalised(join(entered))}.")
    if silent:
        parts.append(f"Inget är bokfört som {join(silent)}.")
    if sums.in_kind is not None:
        parts.append(f"Eget arbete och annat som inte är pengar: {kronor(sums.in_kind)}.")
    if sums.known_left is not None:
        parts.append(f"Kvar {'av det som är angivet ' if sums.unknown else ''}är {kronor(sums.left)}.")
    return " ".join(parts)


_ANSWERS: dict[str, Callable[[Writer, AccountLine], tuple[Block, ...]]] = {
    "purpose": _purpose,
    "amount": _received,
    "decisions": _decisions,
    "awards": _initiatives,
    "used": _used,
}
"""How the register answers a question of a line: see `account_templates.ANSWERS`."""


# The initiatives


def account_initiatives(writer: Writer) -> tuple[Section, ...]:
    """Return the year's initiatives, each with its state and what is said of its results, as a text that people may edit."""
    rows = concerned(writer)
    asked = account(writer).template.of("initiative")
    if not rows or not asked:
        return ()
    note = "Resultat står som källan säger dem. Att något har lett till något annat står bara där det är prövat."
    head = (
        Paragraph(words(" ".join(each.title for each in asked), strong=True), "small"),
        Paragraph(words(note), "small"),
    )
    told = tuple(
        Section(
            f"redovisad-insats-{row.uuid}",
            row.title,
            tuple(answer.passage for answer in answers_of_initiative(writer, row)),
        )
        for row in rows
    )
    return (Section(INITIATIVES, "Insatserna", head, told),)


def answers_of_initiative(writer: Writer, row: InitiativeRow) -> list[Answer]:
    """Return the answers of an initiative to each question that is asked of initiatives."""
    sums = sums_of(account(writer).awards_of(row.id))
    state = "" if sums.known_granted is not None and not sums.unknown else NOT_STATED
    return [
        Answer(
            question,
            row.title,
            writer.passage(f"redovisning:insats-{row.uuid}:{question.key}", f"{row.title}: {question.title}", blocks),
            sums.known_granted,
            state,
        )
        for question, blocks in (
            (each, _status(writer, row, sums)) for each in account(writer).template.of("initiative")
        )
    ]


def _status(writer: Writer, row: InitiativeRow, sums: Sums) -> tuple[Block, ...]:
    money = _sums_words(sums) if sums.awards else _money_in_words(writer, row)
    latest = status_id(writer, row)
    cites = writer.sources.cites(("status", latest, "")) if latest else ()
    first = Paragraph((*words(f"Läge: {_ended(phrasing.status_words(row))} ", cites=cites), Run(f"Medel: {money}")))
    return (first, *bullets(_results(writer, row)))


def _money_in_words(writer: Writer, row: InitiativeRow) -> str:
    """Return what the plan's own sources say of an initiative's money, where no award is entered."""
    told = phrasing.funding_words(writer.ground.initiatives[row.id])
    return f"ingen tilldelning är inlagd. I planens uppföljning: {_ended(told)}"


def _results(writer: Writer, row: InitiativeRow) -> Iterable[tuple[Run, ...]]:
    for each in writer.ground.initiatives[row.id].results.all():
        text = _ended(f"{phrasing.result_label(each)}: {each.text} {phrasing.result_cause(each)}".strip())
        yield words(text, cites=writer.sources.cites(("result", each.pk, "")))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
