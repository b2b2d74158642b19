"""Money: what is agreed, decided, awarded, used and left; the managers' lines of it; and a slide."""

from handslag.documents.blocks import (
    Block,
    Callout,
    Figure,
    Note,
    Paragraph,
    Section,
    Words,
    words,
)
from handslag.documents.drawing import Drawing
from handslag.funding.drawings import flow, granted_used_left
from handslag.funding.telling import PotTold, Telling
from handslag.reports import phrasing
from handslag.reports.sections import money_tables as tables
from handslag.reports.writing import Writer, bullets
from handslag.swedish.dates import day
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, count, number, word

BOOKS = "Källa: länets bokföring i Handslag"
NOTHING = "Registret har inga beslut om potter och inga tilldelningar: hur mycket som är beslutat, använt och kvar går inte att säga."
MOST = 2
"""Things of one kind that the managers' page names; what there is more of is counted."""
TITLE, REASON = 40, 75
"""Letters of a title and of a thing to place there: all must fit on the page. The whole stands in the report."""


def funding(writer: Writer) -> tuple[Section, ...]:
    """Return who pays for what, and what has become of it. A sum is only of what is known, and what is unknown says so."""
    told = writer.ground.money
    if not told.rows and not told.lines and not told.pots:
        return ()
    own = writer.once_sourced(lambda: _stated(writer))
    parts = (_agreements, _decisions, _awards, _goals, _unplaced, _ends, _own, _fees, _long_view)
    under = tuple(part for make in parts for part in make(writer))
    return (Section("funding", "Medel", own, under),)


def stated_words(told: Telling) -> str:
    """Return how many of the reported initiatives have a sum, or say where money comes from."""
    total = len(told.rows)
    known = [each.kronor for each in told.rows if each.kronor is not None]
    if not known:
        naming = sum(each.names_money for each in told.rows)
        return f"Inget belopp är angivet. {capitalised(word(naming, gender='en'))} av {count(total, 'insats', 'insatser')} säger varifrån pengarna kom."
    least = f"tillsammans minst {kronor(sum(known))}"
    return f"{capitalised(word(len(known), gender='en'))} av {count(total, 'insats', 'insatser')} har ett angivet belopp, {least}."


def _stated(writer: Writer) -> tuple[Block, ...]:
    told = writer.ground.money
    blocks: list[Block] = [writer.finding("funding", "Medel", stated_words(told))] if told.rows else []
    statements = tables.statements(writer)
    if statements.rows:
        blocks.append(statements)
    silent = [each.row.title for each in told.rows if not each.names_money]
    if silent:
        blocks.append(
            Callout("Finansiering inte angiven, belopp okänt", (Paragraph(words(f"{join(silent)}.")),), "gap")
        )
    if not told.pots and not told.lines:
        blocks.append(Paragraph(words(NOTHING)))
    return tuple(blocks)


def _agreements(writer: Writer) -> tuple[Section, ...]:
    """Return each agreement of the plan's years, with the county's share line by line."""
    told = writer.ground.money.agreements
    if not told:
        return ()
    counted = [each for each in told if each.counted]
    place = writer.plan.county.name
    said = [f"{each.agreement.year} minst {kronor(each.ours)}" for each in counted]
    finding = f"Av de poster som går att räkna får {place} {join(said)}, enligt vår beräkning." if said else (
        f"Hur mycket {place} får av statsbidragen går inte att räkna."
    )  # fmt: skip
    blocks: list[Block] = [writer.finding("medel-statsbidrag", "Statsbidragen", finding)]
    bare = [each for each in told if not each.lines]
    blocks += [tables.agreement(writer, each) for each in told if each.lines]
    blocks += bullets(tables.bare_words(each) for each in bare)
    drawn = tables.map_of(told, writer.plan.county)
    if drawn is not None:
        blocks.append(Figure(drawn, f"Källa: {told[-1].receivers.source or 'SCB'}. Beräkningen är vår."))
    return (Section("medel-statsbidrag", "Statsbidragen år för år", tuple(blocks)),)


def _decisions(writer: Writer) -> tuple[Section, ...]:
    """Return the pots with what is decided of each, by whom and when."""
    told = writer.ground.money
    if not told.pots:
        return ()
    decided = sum(each.decision.kronor for each in told.decided if each.decision)
    n = count(len(told.decided), "pott är beslutad", "potter är beslutade")
    finding = f"{n}, tillsammans {kronor(decided)}." if told.decided else "Ingen pott är beslutad."
    blocks: list[Block] = [writer.finding("medel-beslut", "Beslut", finding), tables.decisions(writer)]
    for year in told.years:
        drawing = flow(told, year)
        if drawing is not None and any(each.pot.year == year for each in told.decided):
            blocks.append(_figure(drawing, told))
    return (Section("medel-beslut", "Beslut om potterna", tuple(blocks)),)


def _figure(drawing: Drawing, told: Telling) -> Figure:
    return Figure(drawing, _source(told))


def _source(told: Telling) -> str:
    """Return where sums of awards come from, and to which day the books go."""
    until = told.booked_until
    return f"{BOOKS}, bokfört till och med {day(until)}." if until else f"{BOOKS}, där inget är bokfört än."


def _awards(writer: Writer) -> tuple[Section, ...]:
    """Return each award: granted, used, repaid and left, and by when it is to be used."""
    told = writer.ground.money
    if not told.lines:
        return ()
    finding = left_words(told)
    blocks: list[Block] = [writer.finding("medel-insatser", "Tilldelat", finding)]
    drawing = granted_used_left(told)
    if drawing is not None:
        blocks.append(_figure(drawing, told))
    blocks += [tables.awards(writer), Note(words(f"{_source(told)} {tables.HOW_LEFT}"))]
    return (Section("medel-insatser", "Beviljat, använt och kvar", tuple(blocks)),)


def left_words(told: Telling) -> str:
    """Return how much is left of what is awarded, and of how many it is not known."""
    left, unknown = told.left
    known = len(told.lines) - unknown
    untold = f" För {count(unknown, 'tilldelning', 'tilldelningar')} är beloppet inte angivet." if unknown else ""
    if not known:
        return f"Hur mycket som är kvar går inte att säga: {count(unknown, 'tilldelning', 'tilldelningar')} har inget angivet belopp."
    over = f" {kronor(told.overdrawn)} är använt utöver det som är beviljat." if told.overdrawn else ""
    return f"{kronor(left)} är kvar av {count(known, 'tilldelning', 'tilldelningar')} med känt belopp.{over}{untold}"


def _goals(writer: Writer) -> tuple[Section, ...]:
    """Return the money of each goal, and how many of its initiatives have no sum. One line where no goal has any."""
    told = writer.ground.money.goals
    if not told:
        return ()
    without = [each.goal.title for each in told if not each.with_sum]
    if len(without) == len(told):
        finding = writer.finding("medel-mal", "Medel per mål", "Inget mål har en insats med angivet belopp.")
        return (Section("medel-mal", "Medel per mål", (finding,)),)
    n = f"{capitalised(word(len(told) - len(without), gender='ett'))} av {number(len(told))} mål har minst en insats med angivet belopp."
    blocks: list[Block] = [writer.finding("medel-mal", "Medel per mål", n), tables.goals(writer)]
    if without:
        blocks.append(Callout("Mål utan angivna medel", (Paragraph(words(f"{join(without)}.")),), "gap"))
    return (Section("medel-mal", "Medel per mål", tuple(blocks)),)


def unplaced(told: Telling) -> list[str]:
    """Return what is decided about by nobody, or decided and given to nobody, in sentences."""
    found = []
    for each in told.pots:
        title = each.pot.named
        left = each.purse.left
        if left:
            found.append(f"{title}: {kronor(left)} är inte beslutat.")
        elif left is None:
            found.append(f"{title}: hur mycket som är kvar går inte att räkna.")
        if each.unplaced:
            found.append(f"{title}: {kronor(each.unplaced)} är beslutat men inte tilldelat.")
        elif each.decision and each.unknown:
            found.append(f"{title}: {_untold(each)}")
    for money in told.agreements:
        found += [
            f"{money.agreement.year}, {line.line.title}: {flag}."
            for line in money.lines
            for flag in line.flags
            if not money.agreement.is_shipped or line.decided is not None or line.payees
        ]
    return found


def _untold(pot: PotTold) -> str:
    return f"{count(pot.unknown, 'tilldelning', 'tilldelningar')} har inget angivet belopp, så hur mycket som är placerat går inte att säga."


def _unplaced(writer: Writer) -> tuple[Section, ...]:
    told = writer.ground.money
    found = unplaced(told)
    if not found and not told.decided:
        return ()
    text = f"{count(len(found), 'sak', 'saker')} om pengar utan plats behöver ett svar." if found else (
        "Allt som är beslutat har fått en plats."
    )  # fmt: skip
    finding = writer.finding("medel-oplacerat", "Pengar utan plats", text)
    return (Section("medel-oplacerat", "Pengar utan plats", (finding, *bullets(found))),)


def ends(told: Telling) -> list[str]:
    """Return the money that is to be used or given back within a year, soonest first, and what is past its day."""
    found = [
        f"{line.award}: {_left(line.standing.left)} skulle ha använts senast {day(line.use_by)}."
        for line in told.late
        if line.use_by
    ]
    found += [
        f"{line.award}: {_left(line.standing.left)} ska användas senast {day(line.use_by)}."
        for line in told.ending
        if line.use_by
    ]
    return found


def _left(kronor_left: int | None) -> str:
    if kronor_left is None:
        return "ett belopp som inte är angivet"
    return kronor(kronor_left)


def _ends(writer: Writer) -> tuple[Section, ...]:
    told = writer.ground.money
    found = ends(told)
    found += [
        f"{day(each.on)}: {each.words or each.get_kind_display()} ({each.agreement.title})." for each in told.dates
    ]
    if not found:
        return ()
    note = Note(words(f"Räknat tolv månader från {day(told.day)}."))
    return (Section("medel-slutar", "Det som slutar inom tolv månader", (*bullets(found), note)),)


def _own(writer: Writer) -> tuple[Section, ...]:
    """Return what organisations have shared of their own: a sum is always at least."""
    items = []
    for each in writer.ground.money.own:
        shared = f"{each.year}: {number(each.shared)} av {count(each.municipalities, 'kommun', 'kommuner')} har delat sin summa"
        items.append(f"{shared}, tillsammans minst {kronor(each.kronor)}." if each.shared else f"{shared}.")
        items += [f"{each.year}, {own.organisation.name}: {tables.amount_words(own.kronor)}." for own in each.others]
    if not items:
        return ()
    note = Note(
        words("Källa: organisationerna själva. Den som inte har delat sin summa är inte med, och är inte noll.")
    )
    return (Section("medel-egna", "Egna medel", (*bullets(items), note)),)


def _fees(writer: Writer) -> tuple[Section, ...]:
    """Return what people with experience of their own were paid, as sums of a year."""
    items = []
    for each in writer.ground.money.fees:
        more = [
            count(n, one, many)
            for n, one, many in ((each.people, "person", "personer"), (each.occasions, "tillfälle", "tillfällen"))
            if n is not None
        ]
        items.append(f"{each.year}, {each.get_work_display()}: {'; '.join([tables.amount_words(each.kronor), *more])}.")
    if not items:
        return ()
    note = Note(words("Bara summor för ett år och ett slags arbete. Ingen uppgift om personer finns här."))
    return (Section("medel-arvoden", "Arvoden för brukarmedverkan", (*bullets(items), note)),)


def _long_view(writer: Writer) -> tuple[Section, ...]:
    """Return the initiatives that somebody has looked at as investments, those with benefit elsewhere first."""
    told = writer.ground.money
    if not told.views:
        return ()
    n = len(told.elsewhere)
    finding = f"I {count(n, 'insats', 'insatser')} av {number(len(told.views))} bedömda har någon annan nyttan än den som betalar." if n else (
        "Ingen bedömd insats har nyttan hos någon annan än den som betalar."
    )  # fmt: skip
    blocks = (writer.finding("medel-langsikt", "På lång sikt", finding), tables.long_views(writer))
    return (Section("medel-langsikt", "Insatser som investeringar på lång sikt", blocks),)


# The managers' page


def money_now(writer: Writer) -> tuple[Section, ...]:
    """Return what is to be decided or known about money: what is left and by when, what has no place, who has the benefit."""
    told = writer.ground.money
    items = [line for line in (_now_left(told), _now_unplaced(told), _now_elsewhere(told)) if line]
    blocks = bullets(items) or (Paragraph(words(stated_words(told) if told.rows else NOTHING)),)
    passage = writer.passage("chef:money_now", "Pengarna", blocks)
    return (Section("money_now", "Pengarna", (passage,)),)


def _now_left(told: Telling) -> str:
    if not told.lines:
        return ""
    text = left_words(told)
    soon = told.ending
    if soon and soon[0].use_by:
        title = phrasing.shortened(str(soon[0].award), TITLE)
        ending = f"{count(len(soon), 'tilldelning', 'tilldelningar')} ska vara använd inom tolv månader" if len(soon) == 1 else (
            f"{count(len(soon), 'tilldelning', 'tilldelningar')} ska vara använda inom tolv månader"
        )  # fmt: skip
        text += f" {ending}, först {title} ({day(soon[0].use_by)})."
    return text


def _now_unplaced(told: Telling) -> str:
    found = [phrasing.shortened(text.rstrip("."), REASON) for text in unplaced(told)]
    if not found:
        return ""
    more = f"; och {number(len(found) - MOST)} till" if len(found) > MOST else ""
    return f"Att placera: {'; '.join(found[:MOST])}{more}."


def _now_elsewhere(told: Telling) -> str:
    found = [phrasing.shortened(each.initiative.title, TITLE) for each in told.elsewhere]
    if not found:
        return ""
    more = f" och {number(len(found) - MOST)} till" if len(found) > MOST else ""
    return f"Någon annan än den som betalar har nyttan: {', '.join(found[:MOST])}{more}."


# The slide


def slide_money(writer: Writer) -> tuple[Section, ...]:
    """Return one thought about money, as a picture where there is money to follow; every sum in the notes."""
    told = writer.ground.money
    if not told.rows and not told.lines:
        return ()
    drawing = next((made for year in reversed(told.years) if (made := flow(told, year)) is not None), None)
    notes: list[Words] = [
        words(text) for text in (stated_words(told) if told.rows else "", *unplaced(told), *ends(told)) if text
    ]
    if told.lines:
        notes.insert(0, words(left_words(told)))
    if drawing is not None:
        figure = Figure(drawing, _source(told), with_table=False)
        return (Section("slide_money", drawing.finding.rstrip("."), (figure,), notes=bullets(notes)),)
    known = any(each.kronor is not None for each in told.rows)
    title = "Pengarna" if known or told.lines else "Inget belopp är angivet"
    shown = writer.finding("slide_money", "Pengarna", left_words(told) if told.lines else stated_words(told))
    unknown = Paragraph(words("Ett belopp som saknas är inte noll kronor: ingen har sagt hur mycket det var."), "small")
    return (
        Section(
            "slide_money", title, (shown, unknown), notes=bullets([*notes, words(NOTHING)] if not told.lines else notes)
        ),
    )
