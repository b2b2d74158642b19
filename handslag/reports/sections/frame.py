"""What stands round the results: background, method, terms and methods, what the follow-up rests on, appendices, sources."""

from handslag.documents.blocks import Block, Cell, Column, Paragraph, Run, Section, Table, cell, words
from handslag.plans.models import Term
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import PLAN_RELATIONS
from handslag.reports import phrasing
from handslag.reports.writing import Writer, bullets
from handslag.swedish.dates import day
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, count, number, word


def background(writer: Writer) -> tuple[Section, ...]:
    """Return why the plan exists, who adopted it, and what came of it as a whole."""
    plan, cites = writer.plan, writer.sources.cites
    told: list[Block] = [
        Paragraph((*words(before, strong=True), *words(getattr(plan, name), cites=cites(("plan", plan.pk, name)))))
        for name, before in (("purpose", "Syfte: "), ("vision", "Vision: "), ("note", ""))
        if getattr(plan, name)
    ]
    blocks: list[Block] = []
    if told:
        blocks.append(writer.passage("plan:bakgrund", "Bakgrund", told))
    for relation in plan.relations.all():
        source = cites(("plan_relation", relation.pk, ""))
        told = (
            Run(f"Annan plan ({PLAN_RELATIONS[relation.kind]}): ", strong=True),
            *words(relation.text, cites=source),
        )
        blocks.append(Paragraph(told))
    results = [
        (
            Run(f"{phrasing.result_label(result)}: ", strong=True),
            Run(f"{result.text} {phrasing.result_cause(result)}".strip(), cites=cites(("result", result.pk, ""))),
        )
        for result in writer.ground.results
    ]
    if results:
        blocks += [Paragraph(words("Om planen som helhet", strong=True), "small"), *bullets(results)]
    return (Section("background", "Bakgrund", tuple(blocks)),)


def method(writer: Writer) -> tuple[Section, ...]:
    """Return how the follow-up was made: what it counts, who answered when asked, and what it cannot say."""
    ground, rows = writer.ground, writer.reported
    lines = [
        f"Rapporten bygger på planens register, som det såg ut {day(ground.day)}. {capitalised(word(len(rows), gender='en'))} "
        f"insatser är redovisade; {count(len(ground.mentioned), 'insats', 'insatser')} till är bara omnämnda och räknas inte.",
        "Varje insats räknas en gång, under sitt huvudmål. Våra förslag till kopplingar är märkta och räknas inte.",
        "Det som källan inte nämner skrivs som ej redovisat. Noll skrivs bara där någon ansvarig har bekräftat det.",
        "Ett tal står med det som det är räknat av. En andel skrivs aldrig utan antal svarande.",
        "Ord om orsak följer källan: bara där den har prövat med jämförelse står att en insats ledde till något.",
    ]
    asked = [each for each in ground.rounds if each.state in ("open", "closed")]
    if asked:
        told = join([each.title for each in asked])
        lines.append(
            f"Uppgifter har samlats in i {word(len(asked), gender='en')} {'omgång' if len(asked) == 1 else 'omgångar'}: {told}."
        )
    text = writer.passage("metod", "Så är uppföljningen gjord", [*(Paragraph(words(line)) for line in lines)])
    return (Section("method", "Så är uppföljningen gjord", (text,)),)


TERM_KINDS = {
    "concept": "Begrepp",
    "collaboration": "Former av samverkan",
    "problem_type": "Slag av problem",
}


def terms(writer: Writer) -> tuple[Section, ...]:
    """Return the plan's terms, the methods and the target groups: what the words in the report mean."""
    parts = [
        part
        for part in (
            *(_terms(writer, kind, title) for kind, title in TERM_KINDS.items()),
            _methods(writer),
            _groups(writer),
            _organisations(writer),
        )
        if part
    ]
    if not parts:
        return ()
    return (Section("terms", "Begrepp, metoder och parter", (), tuple(parts), starts_page=True),)


def _terms(writer: Writer, kind: str, title: str) -> Section | None:
    found = [term for term in writer.ground.terms if term.kind == kind]
    if not found:
        return None
    rows = tuple(_term(writer, term) for term in found)
    columns = (Column("Ord", width=1.5), Column("Betyder", width=4), Column("Är inte detsamma som", width=2))
    return Section(f"begrepp-{kind}", title, (Table(f"begrepp-{kind}-tabell", title, columns, rows, sheet="Begrepp"),))


def _term(writer: Writer, term: Term) -> tuple[Cell, ...]:
    own = "" if term.wording == "official" else " (egen formulering)"
    others = join([other.term for other in term.not_same_as.all()])
    source = writer.sources.cites(("term", term.pk, ""))
    return cell(term.term), cell(f"{term.definition}{own}", cites=source), cell(others)


def _methods(writer: Writer) -> Section | None:
    rows = []
    for each in writer.ground.methods:
        parts = (
            each.what,
            f"För vem: {each.for_whom}" if each.for_whom else "",
            f"Kunskapsläge: {each.evidence}" if each.evidence else "",
            f"Instruktörer: {each.instructor_needs}" if each.instructor_needs else "",
        )
        names = f"{each.title} ({join(each.aliases)})" if each.aliases else each.title
        fields = ("", "what", "for_whom", "evidence", "instructor_needs", "title", "aliases")
        source = writer.sources.cites(*(("method", each.pk, name) for name in fields))
        rows.append((cell(names), cell(" ".join(part for part in parts if part), cites=source)))
    if not rows:
        return None
    columns = (Column("Metod", width=1.5), Column("Vad det är", width=4))
    return Section("metoder", "Metoder", (Table("metoder-tabell", "Metoder", columns, tuple(rows), sheet="Metoder"),))


def _groups(writer: Writer) -> Section | None:
    rows = []
    for each in writer.ground.groups:
        ages = (
            ""
            if each.age_from is None
            else f"{each.age_from}–{each.age_to} år"
            if each.age_to is not None
            else f"från {each.age_from} år"
        )
        source = writer.sources.cites(("target_group", each.pk, ""), ("target_group", each.pk, "title"))
        rows.append((cell(each.title, cites=source), cell(ages), cell(join(each.aliases)), cell(each.note)))
    if not rows:
        return None
    columns = (
        Column("Målgrupp", width=2),
        Column("Ålder"),
        Column("Kallas också", width=2),
        Column("Att veta", width=2),
    )
    table = Table("malgrupper-tabell", "Målgrupper", columns, tuple(rows), sheet="Målgrupper")
    return Section("malgrupper", "Målgrupper", (table,))


def _organisations(writer: Writer) -> Section | None:
    """Return the parties with the names that they also go by."""
    rows = []
    for each in writer.ground.organisations:
        names = f"{each.name} ({join(each.aliases)})" if each.aliases else each.name
        part_in = len(writer.ground.of_organisation(each.pk))
        rows.append(
            (cell(names), cell(each.get_sector_display()), Cell(words(number(part_in)), part_in), cell(each.note))
        )
    if not rows:
        return None
    columns = (
        Column("Part", width=3),
        Column("Sektor", width=1.5),
        Column("Insatser", "number"),
        Column("Att veta", width=3),
    )
    table = Table("parter-tabell", "Parter i insatser och antaganden", columns, tuple(rows), sheet="Parter")
    return Section("parter", "Parter", (table,))


def references(writer: Writer) -> tuple[Section, ...]:
    """Return where each initiative stands in the source, what its account rests on, and which frameworks are served."""
    if not writer.rows:
        return ()
    known = sum(bool(writer.ground.initiatives[row.id].report_reference) for row in writer.rows)
    finding = f"{phrasing.many(known, 'insats', 'insatser')} har ett angivet underlag."
    columns = (
        Column("Nr", "number", 0.4),
        Column("Insats", width=2),
        Column("I källan", width=2.5),
        Column("Underlag", width=3),
    )
    table = Table(
        "underlag",
        "Vad uppgifterna bygger på",
        columns,
        tuple(_reference(writer, row) for row in writer.rows),
        "Personer nämns efter funktion, aldrig med namn.",
        "Underlag",
    )
    blocks = (Paragraph(words(finding), "finding"), table, *_frameworks(writer))
    return (Section("references", "Underlag", blocks),)


def _reference(writer: Writer, row: InitiativeRow) -> tuple[Cell, ...]:
    initiative = writer.ground.initiatives[row.id]
    fields = ("source_title", "report_place", "aliases")
    named = "; ".join(
        part
        for part in (
            initiative.source_title,
            f"under {initiative.report_place}" if initiative.report_place else "",
            f"kallas också {join(initiative.aliases)}" if initiative.aliases else "",
        )
        if part
    )
    text = initiative.report_reference
    source = writer.sources.cites(("initiative", row.id, "report_reference"))
    told = cell(text, cites=source) if text else Cell(words("inte angivet"), state="silent")
    place = cell(named, cites=writer.sources.cites(*(("initiative", row.id, name) for name in fields)))
    number_cell = Cell(words(str(row.number)), row.number) if row.number else cell("–")
    return (number_cell, Cell(writer.named(row)), place, told)


def _frameworks(writer: Writer) -> tuple[Table, ...]:
    """Return the nodes of frameworks that initiatives serve, in the frameworks' order."""
    serving: dict[tuple[str, str], list[str]] = {}
    for row in writer.rows:
        for ref in row.nodes:
            name = str(row.number) if row.number else row.title
            ours = "*" if ref.origin == "proposed" else ""
            serving.setdefault((ref.framework, f"{ref.code} {ref.title}".strip()), []).append(f"{name}{ours}")
    if not serving:
        return ()
    rows = tuple(
        (cell(framework), cell(node), cell(", ".join(told))) for (framework, node), told in sorted(serving.items())
    )
    columns = (Column("Ramverk", width=2), Column("Del", width=3), Column("Insatser", width=2))
    note = "Insatserna står med nummer, de som bara är omnämnda med namn. * är vårt förslag, inte bekräftat av länet."
    return (Table("ramverk", "Insatserna och ramverken", columns, rows, note, "Ramverk"),)


def appendices(writer: Writer) -> tuple[Section, ...]:
    """Return the appendices that the plan's reports name: a slot that nothing is in is printed as that."""
    rows = []
    for each in writer.ground.appendices:
        about = next((row for row in writer.ground.rows if row.id == each.about_id), None)
        state = each.get_state_display()
        told = Cell(words(state), state="silent") if not each.url else cell(f"{state}: {each.url}", href=each.url)
        source = writer.sources.cites(("appendix", each.pk, ""))
        title = cell(f"{each.title}. {each.holds}".strip(), cites=source)
        rows.append(
            (Cell(words(str(each.number)), each.number), title, Cell(writer.named(about)) if about else cell(""), told)
        )
    if not rows:
        return ()
    gone = sum(each.state != "linked" for each in writer.ground.appendices)
    finding = f"{phrasing.many(gone, 'bilaga går', 'bilagor går')} inte att läsa, av {word(len(rows))}."
    columns = (
        Column("Nr", "number", 0.4),
        Column("Bilaga", width=4),
        Column("Gäller", width=2),
        Column("Finns", width=1.5),
    )
    table = Table("bilagor", "Bilagor som källan nämner", columns, tuple(rows), sheet="Bilagor")
    return (Section("appendices", "Bilagor", (Paragraph(words(finding), "finding"), table)),)


def sources(writer: Writer) -> tuple[Section, ...]:
    """Return the place where every writer sets the numbered sources."""
    text = "Siffrorna i texten leder hit. Rad avser raden i källans text."
    return (Section("sources", "Källor", (Paragraph(words(text), "small"),)),)
