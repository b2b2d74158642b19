"""What is stated, as a report says it: figures with their base, results with as much cause as the source gives them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from handslag.funding.ledger.queries import Line
from handslag.plans import rules
from handslag.plans.drawings import statuses_listed
from handslag.plans.models import (
    Figure,
    FundingStatement,
    GoalLink,
    Handover,
    Initiative,
    InitiativeNodeLink,
    Obstacle,
    Participation,
    Post,
    Recommendation,
    Result,
    StatedSurveyResult,
)
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import (
    INITIATIVE_KINDS,
    LEVELS,
    PARTY_ROLES,
    PROBLEMS,
    REACHES,
    SOLVERS,
    STATUSES,
    TIERS,
    USER_INFLUENCES,
)
from handslag.swedish.dates import day
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, number, percent, word

NOT_STATED = "inte angivet"
AMOUNT_UNKNOWN = "belopp okänt"

OUTCOMES = {
    "": "Efter insatsen (källan säger inget om orsaken)",
    "none": "Efter insatsen (källan säger inget om orsaken)",
    "unclear": "Efter insatsen (oklart om den är orsaken)",
    "plausible": "Följd, som källan uppfattar det (utan jämförelse)",
    "tested": "Insatsen ledde till (prövat med jämförelse)",
}
"""How an outcome is introduced: a word of effect only where the attribution carries it."""

RESULT_WORDS = {
    "done": "Gjort",
    "product": "Togs fram",
    "finding": "Slutsats",
    "adverse_experience": "Negativ upplevelse",
    "decision": "Beslut",
}

TITLE = 90
"""Letters of a title inside a sentence, where there is little room."""

_PERCENT = frozenset({"%", "procent"})


def plain_number(value: Decimal, decimals: int | None = None) -> str:
    """Return a number with the decimals it was stated with; without any that say nothing where that is not known."""
    if decimals is not None:
        return number(value, decimals=decimals)
    return number(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize())


def figure_value(figure: Figure) -> str:
    """Return the value as stated: "ca 50", "minst 12", "1 av 27". A share never stands without its base."""
    if figure.value is None:
        return figure.text or NOT_STATED
    before = ("ca " if figure.approximate else "") + ("minst " if figure.at_least else "")
    value = plain_number(figure.value, figure.value_decimals)
    if figure.unit in _PERCENT:
        return f"{before}{value}\u00a0% {_base_of_share(figure)}"
    scale = f" av högst {plain_number(figure.scale_max)}" if figure.scale_max is not None else ""
    return before + value + scale


def _base_of_share(figure: Figure) -> str:
    if figure.denominator is not None:
        return f"av {plain_number(figure.denominator)}"
    if figure.n_answering is not None:
        return f"av {number(figure.n_answering)} svarande"
    return "(av okänt antal)"


def figure_label(figure: Figure) -> str:
    """Return what is counted: "utbildade personer"."""
    unit = "" if figure.unit in _PERCENT or figure.unit == figure.label else figure.unit
    return capitalised(f"{unit} {figure.label}".strip())


def figure_base(figure: Figure) -> str:
    """Return of how many, and how: "av 27, 34 svarande av 60 tillfrågade"; "" where nothing is stated."""
    parts = []
    if figure.denominator is not None and figure.unit not in _PERCENT:
        top = plain_number(figure.numerator) + " " if figure.numerator is not None else ""
        parts.append(f"{top}av {plain_number(figure.denominator)}")
    if figure.n_answering is not None:
        asked = f" av {number(figure.n_asked)} tillfrågade" if figure.n_asked is not None else ""
        parts.append(f"{number(figure.n_answering)} svarande{asked}")
    if figure.computed:
        parts.append("beräknat i källan")
    return ", ".join(parts)


def figure_place(figure: Figure) -> str:
    if figure.lansdel:
        return figure.lansdel.name
    return figure.area.name if figure.area else figure.place_text


def figure_remarks(figure: Figure) -> str:
    """Return what a reader must know of a figure besides: its definition, what it lacks, what says otherwise."""
    parts = [figure.definition]
    if figure.text and figure.value is not None:
        parts.append(f"I källan: {figure.text}.")
    if figure.contradicts_id:
        parts.append("Ett annat tal i underlaget säger emot.")
    if figure.missing:
        parts.append(f"Saknas: {figure.missing[:1].lower() + figure.missing[1:]}")
    return " ".join(part for part in parts if part)


def result_label(result: Result) -> str:
    """Return how a result is introduced, bound to its attribution grade."""
    return OUTCOMES[result.attribution] if result.kind == "outcome" else RESULT_WORDS[result.kind]


def result_cause(result: Result) -> str:
    """Return what the source says of the cause, where the introduction does not say it."""
    return result.get_attribution_display() if result.attribution and result.kind != "outcome" else ""


def status_words(row: InitiativeRow) -> str:
    """Return the status with day and reason: "Pågår, med hinder (hösten 2023). För få instruktörer"."""
    status = row.status
    told = status.as_of_text or (day(status.as_of) if status.as_of else "")
    text = STATUSES[status.status] + (f" ({told})" if told else "")
    if status.words:
        text += f". I källan: {status.words}"
    return f"{text}. {status.reason}" if status.reason else text


def short_status(row: InitiativeRow) -> str:
    return STATUSES[row.status.status]


def kind_words(initiative: Initiative) -> str:
    kind = capitalised(INITIATIVE_KINDS.get(initiative.kind, "") or "typ inte angiven")
    return f"{kind}, {LEVELS[initiative.level]}" if initiative.level else kind


def period_words(thing: object) -> str:
    period = thing.period
    return period.text if period else NOT_STATED


def kind_and_period(initiative: Initiative) -> str:
    """Return kind, level and period: "Projekt, länsgemensam, augusti 2020 – december 2021"."""
    period = initiative.period.text if initiative.period else "period inte angiven"
    return f"{kind_words(initiative)}, {period}"


def place_words(initiative: Initiative) -> str:
    """Return where it is carried out, with the places' names and what the source adds."""
    names = join([place.area.name if place.area else place.lansdel.name for place in initiative.places.all()])
    match initiative.places_precision:
        case "county":
            text = "hela länet"
        case "count" if initiative.places_count is not None:
            of = f" av {initiative.places_of}" if initiative.places_of else ""
            text = f"{initiative.places_count}{of} {initiative.places_unit}".strip()
            text += f": {names}" if names else ", inte namngivna"
        case _:
            text = names or NOT_STATED
    return f"{text}. {initiative.places_note}" if initiative.places_note else text


def node_words(links: Iterable[GoalLink | InitiativeNodeLink]) -> str:
    """Return framework nodes by framework, our proposals marked once: "Strategin: 1 Mer, 2 Fler (vårt förslag)"."""
    groups: dict[tuple[str, bool], list[str]] = {}
    for link in links:
        groups.setdefault((link.node.framework.title, link.origin == "proposed"), []).append(str(link.node))
    return "; ".join(
        f"{title}: {join(nodes)}" + (" (vårt förslag)" if proposed else "")
        for (title, proposed), nodes in groups.items()
    )


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters, cut at the end of a word with "…" where it is longer."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, _, tail = cut.rpartition(" ")
    return (head if head and len(tail) < most / 2 else cut).rstrip(" ,.;:–-") + "…"


def few(names: Sequence[str], *, most: int, letters: int = TITLE) -> str:
    """Return names as a list in a sentence, at most so many of them, none longer than `letters`: "A, B och tre till"."""
    rest = len(names) - most
    told = [shortened(name, letters) for name in names[:most]]
    return join(told if rest <= 0 else [*told, f"{word(rest, gender='en')} till"])


def many(n: int, singular: str, plural: str, *, gender: Literal["en", "ett"] = "en") -> str:
    """Return a number with its noun to begin a sentence with: "Nio förslag", "24 insatser", "En omgång", "Inget hinder".

    Never "noll": that is for what somebody has confirmed.
    """
    if n == 0:
        return f"{'Ingen' if gender == 'en' else 'Inget'} {singular}"
    return f"{capitalised(word(n, gender=gender))} {singular if n == 1 else plural}"


def reported(n: int) -> str:
    """Return how many initiatives are reported, to begin a sentence with: "Tre insatser är redovisade"."""
    return many(n, "insats är redovisad", "insatser är redovisade")


def silent(n: int, total: int) -> str:
    """Return how many headings nothing is reported under: "Fyra av nio rubriker är ej redovisade"."""
    end = "redovisad" if n == 1 else "redovisade"
    return f"{capitalised(word(n, gender='en'))} av {word(total, gender='en')} {'rubrik' if total == 1 else 'rubriker'} är ej {end}"


def reported_words(rows: list[InitiativeRow]) -> str:
    """Return how many initiatives and how they stand, as the drawing tells it: "Tre insatser är redovisade: 2 pågår ..."."""
    told = many(len(rows), "insats är redovisad", "insatser är redovisade")
    return f"{told}: {statuses_listed(rows)}." if rows else f"{told}."


def party_words(parties: Iterable[Participation], *, long: bool = True) -> str:
    """Return the parties by role: "Region X (ansvarig): driver projektet"."""
    told = []
    for part in parties:
        form = f", {part.get_form_display()}" if part.form else ""
        text = f": {part.text}" if part.text and long else ""
        told.append(f"{part.organisation.name} ({PARTY_ROLES[part.role]}{form}){text}")
    return "; ".join(words.rstrip(".") for words in told)


def responsible(initiative: Initiative) -> str:
    """Return who is stated to be responsible: the leads, else NOT_STATED."""
    leads = [part.organisation.name for part in initiative.participations.all() if part.role in ("lead", "joint_lead")]
    return join(dict.fromkeys(leads)) if leads else NOT_STATED


def group_words(initiative: Initiative) -> str:
    names = [group.title[:1].lower() + group.title[1:] for group in initiative.target_groups.all()]
    text = join(names) if names else NOT_STATED
    if initiative.age_from is not None:
        upper = f"–{initiative.age_to}" if initiative.age_to is not None else " och äldre"
        text += f", {initiative.age_from}{upper} år"
    tiers = tier_words(initiative)
    return f"{text}; {tiers}" if tiers else text


def tier_words(initiative: Initiative) -> str:
    text = join([TIERS[tier] for tier in initiative.tiers])
    reach = REACHES.get(initiative.reach, "")
    return f"{text} ({reach})" if text and reach else text or reach


def influence_words(initiative: Initiative) -> str:
    return USER_INFLUENCES.get(initiative.user_influence, "")


def amount(fund: FundingStatement) -> str:
    return AMOUNT_UNKNOWN if fund.kronor is None else kronor(fund.kronor)


NO_FUNDING = "finansiering inte angiven, belopp okänt"


def award_words(award: Line) -> str:
    """Return where an award's money comes from and how much it is: "Gemensamma potten, 2024: 500 000 kr"."""
    granted = award.standing.granted
    return f"{award.where_from or award.award}, {award.award.year}: {AMOUNT_UNKNOWN if granted is None else kronor(granted)}"


def funding_words(initiative: Initiative, awards: Iterable[Line] = ()) -> str:
    """Return who pays and how much: by its awards, and in the plan's own words where it has none.

    "Länsgemensamma medel, 2020–2021: belopp okänt"
    """
    told = [award_words(each) for each in awards]
    if told:
        return "; ".join(told)
    funds = initiative.funding.all()
    if not funds:
        return NO_FUNDING
    for fund in funds:
        period = f", {fund.period.text}" if fund.period else ""
        told.append(f"{fund.source_text}{period}: {amount(fund)}")
    return "; ".join(told)


def post_extent(post: Post) -> str:
    """Return how much a post is: "5 st à 20 %" of full time."""
    share = f"{percent(post.percent.normalize())} av heltid" if post.percent is not None else "omfattning inte angiven"
    if post.percent is not None and post.percent == post.percent.to_integral_value():
        share = f"{percent(int(post.percent))} av heltid"
    return f"{post.count} st, {share}" if post.count else share


def obstacle_words(obstacle: Obstacle) -> str:
    """Return whom an obstacle concerns and where it may be solved, in a few words."""
    parts = [obstacle.get_theme_display()]
    if obstacle.problem:
        parts.append(f"gäller {PROBLEMS[obstacle.problem]}")
    if obstacle.level:
        parts.append(f"kan lösas av {SOLVERS[obstacle.level]}")
    if obstacle.state != "unknown":
        parts.append(obstacle.get_state_display())
    return ", ".join(parts)


def recommendation_answer(advice: Recommendation) -> str:
    if not advice.answer:
        return "inget svar"
    return f"{advice.answer} ({day(advice.answered_on)})"


def handover_words(handover: Handover) -> str:
    parts = [f"{handover.area.name}: {handover.get_state_display()}"]
    if handover.owner:
        parts.append(f"tar över: {handover.owner.name}")
    if handover.agreed_on:
        parts.append(f"överenskommet {day(handover.agreed_on)}")
    if handover.recheck_on:
        parts.append(f"stäms av {day(handover.recheck_on)}")
    return ", ".join(parts) + (f". {handover.text}" if handover.text else "")


def answer_words(answer: dict, survey: StatedSurveyResult) -> str:
    """Return one answer with its base: "1 av 27", "51 % av 135 svarande"; never a share alone."""
    count, share, n = answer.get("count"), answer.get("percent"), survey.n_answering
    base = number(n) if n is not None else "okänt antal"
    if count is not None and n is not None:
        return f"{number(count)} av {base}"
    if count is not None:
        return f"{number(count)} svar"
    if share:
        return f"{percent(Decimal(share))} av {base} svarande"
    return NOT_STATED


def flag_texts(row: InitiativeRow) -> list[str]:
    return [flag.text for flag in row.flags]


def is_over(row: InitiativeRow) -> bool:
    return row.status.status in rules.OVER
