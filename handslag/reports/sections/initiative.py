"""One initiative as a report tells of it: text, facts, figures in context, what came of it, what was in the way, what is not said."""

from collections.abc import Iterator
from decimal import Decimal

from handslag.documents.blocks import (
    Bars,
    Block,
    Callout,
    Cell,
    Column,
    Fact,
    Figure,
    Paragraph,
    Run,
    Section,
    Series,
    Table,
    Words,
    cell,
    plain,
    words,
)
from handslag.plans.drawings_survey import survey_base, survey_drawing
from handslag.plans.models import Figure as StatedFigure
from handslag.plans.models import Initiative, Post, StatedSurveyResult
from handslag.plans.queries.initiative import figure_sums
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import RELATIONS, RELATIONS_BACK
from handslag.reports import phrasing
from handslag.reports.writing import Writer, bullets, fact, facts
from handslag.swedish.lists import join
from handslag.swedish.numbers import number


def initiative_section(writer: Writer, row: InitiativeRow, *, key: str) -> Section:
    """Return everything stated about one initiative. key: safe as an id, unique in the document."""
    initiative = writer.ground.initiatives[row.id]
    part = _Part(writer, row, initiative, key)
    with writer.sources.about(key):
        blocks = writer.once_sourced(part.blocks)
    return Section(key=key, title=row.title, number=str(initiative.number or ""), blocks=blocks)


def status_id(writer: Writer, row: InitiativeRow) -> int | None:
    """Return the entry that an initiative's state is told by; None where nobody has told it."""
    told = row.status
    for entry in reversed(list(writer.ground.initiatives[row.id].statuses.all())):
        if (entry.status, entry.as_of, entry.words) == (told.status, told.as_of, told.words):
            return entry.pk
    return None


class _Part:
    """The parts of one initiative's section."""

    def __init__(self, writer: Writer, row: InitiativeRow, initiative: Initiative, key: str) -> None:
        self.writer, self.row, self.initiative, self.key = writer, row, initiative, key
        self.cites = writer.sources.cites

    def blocks(self) -> Iterator[Block]:
        """Yield everything stated about the initiative, in the order in which a reader asks."""
        yield from self.flags()
        yield from self.text()
        yield from facts(*self.facts())
        yield from self.figures()
        yield from self.surveys()
        yield from self.results()
        yield from self.obstacles()
        yield from self.posts()
        yield from self.onward()
        yield from self.advice()
        yield from self.missing()

    def own(self, *fields: str) -> tuple[str, ...]:
        """Return the sources of fields of the initiative itself."""
        return self.cites(*(("initiative", self.initiative.pk, name) for name in fields))

    def headed(self, title: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return blocks under a small heading of their own, or nothing where there are none."""
        return (Paragraph(words(title, strong=True), "small"), *blocks) if blocks else ()

    def flags(self) -> tuple[Block, ...]:
        texts = phrasing.flag_texts(self.row)
        cites = self.cites(*(("contradiction", clash.pk, "") for clash in self.initiative.contradictions.all()))
        if not texts:
            return ()
        last = (Run(texts[-1], cites=cites),)
        return (Callout("Behöver en ny uppgift", bullets([*texts[:-1], last]), "attention"),)

    def text(self) -> tuple[Block, ...]:
        told = [
            Paragraph((*before, *words(getattr(self.initiative, name), cites=self.own(name))))
            for name, before in (
                ("summary", ()),
                ("purpose", words("Syfte: ", strong=True)),
                ("background", words("Bakgrund: ", strong=True)),
            )
            if getattr(self.initiative, name)
        ]
        if not told:
            return ()
        return (self.writer.passage(f"insats:{self.initiative.uuid}", self.row.title, told),)

    def facts(self) -> tuple[Fact, ...]:
        initiative, row = self.initiative, self.row
        latest = status_id(self.writer, self.row)
        status = self.cites(("status", latest, "")) if latest else ()
        parties = list(initiative.participations.all())
        funds = list(initiative.funding.all())
        return (
            fact("Status", phrasing.status_words(row), status, mark=row.status.status),
            fact("Typ och period", phrasing.kind_and_period(initiative), self.own("kind", "level", "period")),
            fact("Plats", phrasing.place_words(initiative), self.own("places")),
            fact("Parter", phrasing.party_words(parties), self.cites(*_all("participation", parties))),
            fact("Målgrupp", phrasing.group_words(initiative), self.own("target_groups", "age_from", "tiers", "reach")),
            fact("Metod", join([method.title for method in initiative.methods.all()]), self.own("methods")),
            Fact("Medel", self._funding(funds)),
            fact("Brukare har varit", phrasing.influence_words(initiative), self.own("user_influence")),
            Fact("Mål", self._goals()),
        )

    def _funding(self, funds: list) -> Words:
        awards = self.writer.ground.money.awards_of(self.row.id)
        if not funds and not awards:
            return words(phrasing.NO_FUNDING)
        runs = []
        for place, fund in enumerate(funds):
            period = f", {fund.period.text}" if fund.period else ""
            text = f" {fund.text.rstrip('.')}" if fund.text else ""
            before = "; " if place else ""
            told = f"{before}{fund.source_text}{period}: {phrasing.amount(fund)}.{text}"
            runs.append(Run(told.rstrip("."), cites=self.cites(("funding", fund.pk, ""))))
        if awards:
            before = ". " if runs else ""
            runs.append(Run(f"{before}Tilldelat: {'; '.join(phrasing.award_words(each) for each in awards)}"))
        return tuple(runs)

    def _goals(self) -> Words:
        runs = []
        for link in self.initiative.contributions.all():
            goal = self.writer.ground.tree.by_id.get(link.goal_id)
            if goal is None:
                continue
            kind = " (huvudmål)" if link.primary else " (vårt förslag)" if link.origin == "proposed" else ""
            before = "; " if runs else ""
            reason = self.writer.sources.ours("contribution", link.pk)
            why = f": {reason.rstrip('.')}" if reason and link.origin == "proposed" else ""
            runs.append(Run(f"{before}{goal.title}{kind}{why}", cites=self.cites(("contribution", link.pk, ""))))
        return tuple(runs) or words("inte kopplad till något mål i planen")

    def figures(self) -> tuple[Block, ...]:
        every = list(self.initiative.figures.all())
        own = [figure for figure in every if not figure.context]
        context = [figure for figure in every if figure.context]
        made: list[Block] = []
        if own:
            made.append(figure_table(self.writer, own, key=f"{self.key}-tal", caption=f"Tal: {self.row.title}"))
        made += bullets(
            f"Tillsammans {phrasing.plain_number(each.total)} {each.unit} {each.label}, hopräknat av oss.".replace(
                "  ", " "
            )
            for each in figure_sums(every)
        )
        if context:
            caption = f"Tal om annat än insatsen: {self.row.title}"
            made.append(figure_table(self.writer, context, key=f"{self.key}-annat", caption=caption))
        return tuple(made)

    def surveys(self) -> tuple[Block, ...]:
        made: list[Block] = []
        for place, survey in enumerate(self.initiative.surveys.all()):
            made += survey_blocks(self.writer, survey, key=f"{self.key}-enkat-{place + 1}")
        return tuple(made)

    def results(self) -> tuple[Block, ...]:
        items: list[Words] = []
        for result in self.initiative.results.all():
            cause = phrasing.result_cause(result)
            text = f"{result.text} {cause}".strip()
            items.append(self._labelled(phrasing.result_label(result), text, ("result", result.pk, "")))
        for decision in self.initiative.decisions.all():
            by = (
                ", ".join(part for part in (decision.body, decision.date_text) if part)
                or "av vem och när är inte angivet"
            )
            text = f"{decision.get_decision_display().lower()} ({by}). {decision.text}"
            items.append(self._labelled(f"Beslut om {decision.subject}", text, ("decision", decision.pk, "")))
        return self.headed("Vad som kom ut av det", bullets(items))

    def _labelled(self, label: str, text: str, source: tuple[str, int, str]) -> Words:
        ours = self.writer.sources.ours(*source)
        more = f" (Vår läsning: {ours.rstrip('.')}.)" if ours else ""
        return (Run(f"{label}: ", strong=True), Run(f"{text.strip()}{more}", cites=self.cites(source)))

    def obstacles(self) -> tuple[Block, ...]:
        found = [
            (Run(each.text, cites=self.cites(("obstacle", each.pk, ""))), Run(f" ({phrasing.obstacle_words(each)})"))
            for each in self.initiative.obstacles.all()
        ]
        helps = []
        for factor in self.initiative.success_factors.all():
            before = f"{factor.rank}. " if factor.rank else ""
            text = f"{before}{factor.text}" + (f" {factor.basis}" if factor.basis else "")
            helps.append(words(text, cites=self.cites(("success_factor", factor.pk, ""))))
        return (*self.headed("Hinder", bullets(found)), *self.headed("Vad som hjälper", bullets(helps)))

    def posts(self) -> tuple[Block, ...]:
        posts = list(self.initiative.posts.all())
        if not posts:
            return ()
        table = post_table(self.writer, posts, key=f"{self.key}-tjanster", caption=f"Tjänster: {self.row.title}")
        return (table, *(made for post in posts for made in self._tasks(post)))

    def _tasks(self, post: Post) -> tuple[Block, ...]:
        """Return what a post does and what it came from or became, as running text."""
        said = [*post.tasks.all(), *post.relations.all()]
        if not said:
            return ()
        sources = self.cites(*((each.KIND, each.pk, "") for each in said))
        told = " ".join(each.text if each.text.endswith(".") else f"{each.text}." for each in said)
        return (Paragraph((Run(f"{post.role}: ", strong=True), Run(told, cites=sources))),)

    def onward(self) -> tuple[Block, ...]:
        items: list[Words] = []
        for link in self.writer.ground.relations_of(self.initiative.pk):
            if link.from_initiative_id == self.initiative.pk:
                verb, other = RELATIONS[link.kind], link.to_initiative
            else:
                verb, other = RELATIONS_BACK[link.kind], link.from_initiative
            text = f"{verb[:1].upper()}{verb[1:]} {other.title}." + (f" {link.text}" if link.text else "")
            items.append(words(text, cites=self.cites(("relation", link.pk, ""))))
        for handover in self.initiative.handovers.all():
            source = self.cites(("handover", handover.pk, ""))
            items.append(words(phrasing.handover_words(handover), cites=source))
        return self.headed("Hur det fortsätter", bullets(items))

    def advice(self) -> tuple[Block, ...]:
        """Return how many recommendations there are: they stand with their answers in a chapter of their own."""
        found = list(self.initiative.recommendations.all())
        if not found:
            return ()
        silent = sum(not each.answer for each in found)
        told = phrasing.many(len(found), "rekommendation", "rekommendationer")
        answered = "utan svar" if silent == len(found) else f"{number(silent)} utan svar"
        text = f"{told} från arbetet, {answered if silent else 'med svar'}. De står i avsnittet Rekommendationer."
        return (Paragraph(words(text), "small"),)

    def missing(self) -> tuple[Block, ...]:
        if not self.initiative.missing:
            return ()
        told = " ".join(text if text.endswith((".", "?")) else f"{text}." for text in self.initiative.missing)
        return (Callout("Det som källan inte säger", (Paragraph(words(told)),), "gap"),)


def _all(kind: str, rows: list) -> list[tuple[str, int, str]]:
    return [(kind, row.pk, "") for row in rows]


FIGURE_COLUMNS = (
    Column("Vad", width=3),
    Column("Tal", "number", 1.2),
    Column("Period och plats", width=2),
    Column("Att veta", width=3.5),
)


def figure_table(writer: Writer, figures: list[StatedFigure], *, key: str, caption: str) -> Table:
    """Return figures with base, period, place and what a reader must know of each. No column stands empty."""
    rows = []
    for figure in figures:
        label, value, base, period, place, remarks = figure_cells(writer, figure)
        of = f"{plain(value.words)} ({plain(base.words)})" if base.words else plain(value.words)
        where = ", ".join(part for part in (plain(period.words), plain(place.words)) if part)
        rows.append((label, Cell(words(of), value.value), cell(where), remarks))
    kept = [n for n in range(len(FIGURE_COLUMNS)) if n < 3 or any(row[n].words for row in rows)]
    columns = tuple(FIGURE_COLUMNS[n] for n in kept)
    return Table(key, caption, columns, tuple(tuple(row[n] for n in kept) for row in rows))


def figure_cells(writer: Writer, figure: StatedFigure) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell]:
    """Return what is counted, its value, of how many, period, place, and what a reader must know."""
    cites = writer.sources.cites(("figure", figure.pk, ""), ("figure", figure.pk, "period"))
    value = phrasing.figure_value(figure)
    period = figure.period.text if figure.period else "period inte angiven"
    return (
        cell(phrasing.figure_label(figure), cites=cites),
        Cell(words(value), figure.value.normalize() if figure.value is not None else None),
        cell(phrasing.figure_base(figure)),
        cell(period),
        cell(phrasing.figure_place(figure)),
        cell(phrasing.figure_remarks(figure)),
    )


def post_table(writer: Writer, posts: list[Post], *, key: str, caption: str) -> Table:
    """Return posts by function, never by person."""
    rows = []
    for post in posts:
        shares = "; ".join(f"{task} {share} % av tjänsten" for task, share in post.shares.items())
        remarks = " ".join(part for part in (post.stated_differently, post.background, shares) if part)
        placed = "; ".join(part for part in (post.placed_at, post.lansdel.name if post.lansdel else "") if part)
        rows.append(
            (
                cell(post.role, cites=writer.sources.cites(("post", post.pk, ""), ("post", post.pk, "period"))),
                cell(phrasing.post_extent(post)),
                cell(phrasing.period_words(post)),
                cell(placed),
                cell(post.financed_by or "inte angivet"),
                cell(remarks),
            )
        )
    columns = (
        Column("Tjänst", width=2),
        Column("Omfattning", width=1.5),
        Column("Period", width=1.5),
        Column("Placerad", width=1.5),
        Column("Finansiering", width=1.5),
        Column("Att veta", width=2.5),
    )
    kept = [n for n in range(len(columns)) if any(row[n].words for row in rows)]
    return Table(
        key=key,
        caption=caption,
        columns=tuple(columns[n] for n in kept),
        rows=tuple(tuple(row[n] for n in kept) for row in rows),
    )


def survey_blocks(writer: Writer, survey: StatedSurveyResult, *, key: str) -> tuple[Block, ...]:
    """Return what people answered: question, answers with their base, themes, and what is not known."""
    cites = writer.sources.cites(("survey", survey.pk, ""))
    made: list[Block] = []
    if survey.question:
        made.append(Paragraph(words(survey.question), "adopted"))
    if survey.finding:
        made.append(Paragraph(words(survey.finding, cites=cites)))
    drawing = survey_drawing(survey, key=f"{key}-svar")
    if drawing is not None:
        made.append(Figure(drawing, survey_base(survey), _answer_bars(survey)))
    else:
        made += bullets(f"{each['label']}: {phrasing.answer_words(each, survey)}" for each in survey.answers)
    made += bullets(survey.themes)
    for quote in writer.ground.quotes.get(survey.pk, ()):
        said = f"”{quote.text}” (svar från {quote.get_sector_display()})"
        made.append(Paragraph(words(said), "adopted"))
    made.append(Paragraph(words(survey_base(survey), cites=cites), "small"))
    return tuple(made)


def _answer_bars(survey: StatedSurveyResult) -> Bars | None:
    """Return the answers as native bars: numbers where every answer has one, else shares of those who answered."""
    counts = [each.get("count") for each in survey.answers]
    shares = [each.get("percent") for each in survey.answers]
    labels = tuple(str(each["label"]) for each in survey.answers)
    if None not in counts:
        return Bars(labels, (Series("Antal svar", tuple(counts)),), unit="svar")
    if None in shares or survey.n_answering is None:
        return None
    base = f"Procent av {number(survey.n_answering)} svarande"
    return Bars(labels, (Series(base, tuple(Decimal(str(share)) for share in shares)),), unit="%")
