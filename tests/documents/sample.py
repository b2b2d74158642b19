"""A document with every kind of block, and with what formats trip over: made up, "exempel"."""

import datetime
from decimal import Decimal

from handslag.documents.blocks import (
    Bars,
    Bullets,
    Callout,
    Cell,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Note,
    Paragraph,
    Passage,
    Run,
    Section,
    Series,
    Table,
    cell,
    words,
)
from handslag.documents.figures import Row, tally

HARD = 'Å, ä, ö & <b>"vinklar"</b> 😀 שלום \u202eomvänt'


def sample(*, sections: int = 1) -> Document:
    """Return the document; `sections` repeats its main part, for measuring growth."""
    return Document(
        title="Uppföljning av exempelplanen 2020–2023",
        subtitle="Exempellän",
        finding="3 insatser är redovisade, under två av planens tre rubriker. Inget belopp är angivet.",
        facts=Facts(
            (Fact("Bygger på", words("3 insatser")), Fact("Uppgifter från", words("hösten 2023", cites=("a",))))
        ),
        maker="Region Exempel",
        sections=tuple(_chapter(n + 1) for n in range(sections)),
        sources={
            "a": Citation("Uppföljning av exempelplanen", "rad 12–14"),
            "b": Citation("Samordnaren, 3 maj 2023"),
            "c": Citation("Statistik", "tabell 2", "https://example.org/tabell?a=1&b=2"),
        },
        lists=(initiatives(key="lista"),),
        mark="Utkast",
        help=Callout("Om du mår dåligt", (Paragraph(words("Ring 112 vid fara för livet.")),), "help"),
        made_on=datetime.date(2024, 3, 1),
    )


def initiatives(*, key: str) -> Table:
    return Table(
        key=key,
        caption="Insatser, deltagare och medel",
        columns=(
            Column("Insats", width=3),
            Column("Deltagare", "number"),
            Column("Belopp", "kronor"),
            Column("Slutar", "date"),
            Column("Status", width=2),
        ),
        rows=(
            (
                cell("Närvaro i skolan", href="https://example.org/insatser/1/", cites=("a",)),
                Cell(words("1 250"), 1250),
                Cell(words("1 200 000 kr"), 1_200_000),
                Cell(words("31 december 2021"), datetime.date(2021, 12, 31)),
                Cell(words("Avslutad"), mark="finished"),
            ),
            (
                cell(HARD),
                Cell(words("minst 12,5"), Decimal("12.5")),
                Cell(words("belopp okänt"), state="silent"),
                Cell(words("våren 2023")),
                Cell(words("Pågår, med hinder"), mark="struggling"),
            ),
            (
                cell("=1+1"),
                Cell(words("ej redovisad"), state="silent"),
                Cell(words("0 kr"), 0, state="confirmed"),
                Cell(),
                Cell(words("Status saknas"), mark="unknown"),
            ),
        ),
        note="Källa: uppföljningen. Antal som var med minst en gång.",
        sheet="Insatser",
    )


def figure(*, key: str) -> Figure:
    rows = [Row("Avslutad", "finished", 2), Row("Pågår, med hinder", "struggling", 1)]
    drawing = tally(rows, key=key, title="Insatser efter status", finding="Två av tre insatser är avslutade.")
    chart = Bars(("Avslutad", "Pågår, med hinder"), (Series("Antal insatser", (2, 1)),), unit="insatser")
    return Figure(drawing, "Källa: uppföljningen, n = 3 insatser.", chart)


def _chapter(number: int) -> Section:
    key = f"kapitel-{number}"
    automatic = "Två av tre insatser är avslutade. En möter hinder."
    return Section(
        key=key,
        number=str(number),
        title="Ett mer hälsofrämjande samhälle",
        starts_page=True,
        blocks=(
            Paragraph(words("Två av tre insatser är avslutade."), "finding"),
            Paragraph(words("Hur rustar vi barn och unga?"), "adopted"),
            Passage(
                f"{key}:inledning",
                "Inledning",
                (Paragraph(words("Det här skrev någon om.", cites=("b",))),),
                automatic,
                "stale",
                "En av tre insatser är avslutad.",
            ),
            Callout("Det som saknas", (Bullets((words("Status för en insats"), words("Alla belopp"))),)),
        ),
        sections=(
            Section(
                key=f"{key}-insats",
                number=f"{number}.1",
                title=HARD,
                blocks=(
                    Facts(
                        (
                            Fact("Status", words("Pågår, med hinder sedan oktober 2023"), "struggling"),
                            Fact("Ansvarig", (Run("Region Exempel", strong=True, href="https://example.org/"),)),
                        )
                    ),
                    Bullets(
                        (words("Först", cites=("a", "c")), (Run("Sedan ", emphasis=True), Run("mer"))), ordered=True
                    ),
                    initiatives(key=f"{key}-tabell"),
                    figure(key=f"{key}-bild"),
                    Note(words("Så räknar vi: varje insats en gång.")),
                ),
                notes=(Paragraph(words("Det här säger talaren: 2 av 3 insatser är avslutade.")),),
            ),
        ),
    )
