"""What stands round the results: background, method, terms and methods, what the follow-up rests on, appendices, sources."""

from handslag.documents.blocks import Block, Cell, Column, Note, Paragraph, Run, Section, Table, Words, cell, words
from handslag.places.models import Organisation
from handslag.plans.models import TargetGroup, Term
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import PLAN_RELATIONS
from handslag.reports import phrasing
from handslag.reports.writing import Writer, bullets
from handslag.swedish.dates import day
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, count, word


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
        f"Rapporten bygger på planens register, som det såg ut {day(ground.day)}. {phrasing.reported(len(rows))}; "
        f"{count(len(ground.mentioned), 'insats', 'insatser')} till är bara omnämnda och räknas inte.",
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
    items = []
    for each in writer.ground.groups:
        source = writer.sources.cites(("target_group", each.pk, ""), ("target_group", each.pk, "title"))
        told = "; ".join(part for part in (_ages(each), join(each.aliases), each.note) if part)
        items.append((Run(each.title, strong=True, cites=source), *words(f": {told}" if told else "")))
    return Section("malgrupper", "Målgrupper", bullets(items)) if items else None


def _ages(group: TargetGroup) -> str:
    if group.age_from is None:
        return ""
    return f"{group.age_from}–{group.age_to} år" if group.age_to is not None else f"från {group.age_from} år"


def _organisations(writer: Writer) -> Section | None:
    """Return the parties by sector, with the names that they also go by and what is known of them."""
    sectors: dict[str, list[str]] = {}
    for each in writer.ground.organisations:
        more = "; ".join(part for part in (join(each.aliases), each.note.rstrip(".")) if part)
        sectors.setdefault(each.sector, []).append(f"{each.name} ({more})" if more else each.name)
    items = [
        (Run(f"{capitalised(title)}: ", strong=True), Run("; ".join(sectors[key]) + "."))
        for key, title in Organisation.SECTORS.items()
        if key in sectors
    ]
    return Section("parter", "Parter i länets register", bullets(items)) if items else None


def references(writer: Writer) -> tuple[Section, ...]:
    """Return what each account rests on and which parts of the frameworks are served: short lists; Excel has them as tables."""
    if not writer.rows:
        return ()
    known = [row for row in writer.rows if writer.ground.initiatives[row.id].report_reference]
    silent = [row for row in writer.reported if row not in known]
    items = [_reference(writer, row) for row in writer.rows]
    blocks: list[Block] = [
        writer.finding(
            "references", "Underlag", f"{phrasing.many(len(known), 'insats', 'insatser')} har ett angivet underlag."
        ),
        *bullets(item for item in items if item),
        Note(words("Personer nämns efter funktion, aldrig med namn.")),
    ]
    if silent:
        blocks.append(Paragraph(words(f"Underlag inte angivet: {join([row.title for row in silent])}.")))
    frameworks = _frameworks(writer)
    parts = (Section("ramverk", "Insatserna och ramverken", frameworks),) if frameworks else ()
    return (Section("references", "Underlag", tuple(blocks), parts),)


def _reference(writer: Writer, row: InitiativeRow) -> Words:
    """Return what an initiative is called in the source, where it stands there, and what its account rests on."""
    told = reference_words(writer, row)
    fields = ("report_reference", "source_title", "report_place", "aliases")
    source = writer.sources.cites(*(("initiative", row.id, name) for name in fields))
    number_words = f"{row.number}. " if row.number else ""
    return (Run(f"{number_words}{row.title}: ", strong=True), Run(told, cites=source)) if told else ()


def reference_words(writer: Writer, row: InitiativeRow) -> str:
    """Return the same in words: "”Heading” under Area; kallas också X. Bygger på ..."."""
    initiative = writer.ground.initiatives[row.id]
    named = "; ".join(
        part
        for part in (
            f"”{initiative.source_title}”" if initiative.source_title else "",
            f"under {initiative.report_place}" if initiative.report_place else "",
            f"kallas också {join(initiative.aliases)}" if initiative.aliases else "",
        )
        if part
    )
    rests = f"Bygger på: {initiative.report_reference.rstrip('.')}." if initiative.report_reference else ""
    return " ".join(part for part in (f"{named}." if named else "", rests) if part)


def _frameworks(writer: Writer) -> tuple[Block, ...]:
    """Return the parts of frameworks that initiatives serve, in the frameworks' order."""
    serving: dict[str, dict[str, list[str]]] = {}
    for row in writer.rows:
        for ref in row.nodes:
            name = str(row.number) if row.number else row.title
            ours = "*" if ref.origin == "proposed" else ""
            node = f"{ref.code} {ref.title}".strip()
            serving.setdefault(ref.framework, {}).setdefault(node, []).append(f"{name}{ours}")
    made: list[Block] = []
    for framework, nodes in sorted(serving.items()):
        made.append(Paragraph(words(framework, strong=True), "small"))
        made += bullets(f"{node}: {', '.join(told)}" for node, told in sorted(nodes.items()))
    if made:
        note = (
            "Insatserna står med nummer, de som bara är omnämnda med namn. * är vårt förslag, inte bekräftat av länet."
        )
        made.append(Note(words(note)))
    return tuple(made)


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
    finding = finding if gone else "Alla bilagor går att läsa."
    columns = (
        Column("Nr", "number", 0.4),
        Column("Bilaga", width=4),
        Column("Gäller", width=2),
        Column("Finns", width=1.5),
    )
    table = Table("bilagor", "Bilagor som källan nämner", columns, tuple(rows), sheet="Bilagor")
    return (Section("appendices", "Bilagor", (writer.finding("appendices", "Bilagor", finding), table)),)


def sources(writer: Writer) -> tuple[Section, ...]:
    """Return the place where every writer sets the numbered sources."""
    text = "Siffrorna i texten leder hit. Rad avser raden i källans text."
    return (Section("sources", "Källor", (Paragraph(words(text), "small"),)),)
