"""The round's list: filters read from the address and kept in it, sorting, and pages of fifty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from handslag.plans.followup.lines import ANSWERED, STATES, Asked, InitiativeLine, Picture
from handslag.plans.queries.register import Filter, short
from handslag.plans.words import REQUEST_STATES

ON_A_PAGE = 30
SORTS = {
    "att-gora": "Det som behöver göras först",
    "ordning": "Planens ordning",
    "titel": "Titel",
    "svar": "Flest svar",
}
RESPONDENT_STATES = {
    "answered": "Har svarat på allt",
    "partly": "Har svarat på något",
    "waiting": "Har inte svarat",
    **{key: REQUEST_STATES[key].capitalize() for key in ("new", "declined", "handed_on", "revoked")},
}

_ORDERS: dict[str, Callable[[InitiativeLine], tuple]] = {
    "att-gora": lambda line: (list(STATES).index(line.state),),
    "ordning": lambda line: (),
    "titel": lambda line: (line.sort_key,),
    "svar": lambda line: (-line.answered, line.asked),
}


@dataclass
class Listed:
    """A page of initiatives, or of respondents (ids), with the filters and what is chosen of them."""

    filters: list[Filter]
    chosen: dict[str, str]
    sort: str
    page: Page
    total: int
    by_respondent: bool


def listed(picture: Picture, asked: Mapping[str, str], *, by_respondent: bool) -> Listed:
    """Return what the address asks for. Values that are no choice are ignored. No query."""
    return _respondents(picture, asked) if by_respondent else _initiatives(picture, asked)


def _initiatives(picture: Picture, asked: Mapping[str, str]) -> Listed:
    filters = [
        Filter("tillstand", "Läge i uppföljningen", STATES, lambda line, value: line.state == value),
        _goals(picture),
        _lansdelar(picture),
        Filter("organisation", "Organisation", _names(picture), _has_organisation),
    ]
    chosen, lines = _chosen(filters, asked, list(picture.lines))
    sort = asked.get("sortera", "")
    sort = sort if sort in SORTS else next(iter(SORTS))
    lines.sort(key=_ORDERS[sort])
    return Listed(filters, chosen, sort, _page(lines, asked), len(picture.lines), by_respondent=False)


def _chosen(filters: list[Filter], asked: Mapping[str, str], rows: list) -> tuple[dict[str, str], list]:
    chosen = {each.name: asked[each.name] for each in filters if asked.get(each.name, "") in each.choices}
    for each in filters:
        if each.name in chosen:
            rows = [row for row in rows if each.test(row, chosen[each.name])]
    return chosen, rows


def _page(rows: list, asked: Mapping[str, str]) -> Page:
    return Paginator(rows, ON_A_PAGE).get_page(asked.get("sida", "1"))


def _names(picture: Picture) -> dict[str, str]:
    return {str(pk): short(name) for pk, name in picture.organisations.items()}


def _has_organisation(line: InitiativeLine, value: str) -> bool:
    return any(str(item.organisation_id) == value for item in line.items)


def _goals(picture: Picture) -> Filter:
    goals = {str(goal.uuid): goal for goal in picture.tree.by_id.values() if goal.kind != "question"}
    return Filter(
        "mal",
        "Mål eller utmaning",
        {key: short(f"{goal.code} {goal.title}") for key, goal in goals.items()},
        lambda line, value: line.goal_id in goals[value].ids,
    )


def _lansdelar(picture: Picture) -> Filter:
    ids = {key: pk for pk, (key, _) in picture.lansdelar.items()}
    return Filter(
        "lansdel",
        "Länsdel",
        dict(picture.lansdelar.values()),
        lambda line, value: any(item.lansdel_id == ids[value] for item in line.items),
    )


@dataclass(frozen=True, slots=True)
class RespondentLine:
    """A respondent by id: how far it has come, and how many of its questions are answered."""

    id: int
    organisation_id: int | None
    lansdelar: frozenset[int]
    state: str
    answered: int
    asked: int

    @property
    def state_words(self) -> str:
        return RESPONDENT_STATES[self.state]


def _respondents(picture: Picture, asked: Mapping[str, str]) -> Listed:
    ids = {key: pk for pk, (key, _) in picture.lansdelar.items()}
    filters = [
        Filter("tillstand", "Läge", RESPONDENT_STATES, lambda line, value: line.state == value),
        Filter(
            "lansdel", "Länsdel", dict(picture.lansdelar.values()), lambda line, value: ids[value] in line.lansdelar
        ),
        Filter(
            "organisation",
            "Organisation",
            _names(picture),
            lambda line, value: str(line.organisation_id) == value,
        ),
    ]
    chosen, lines = _chosen(filters, asked, respondent_lines(picture))
    lines.sort(key=lambda line: (line.state in ("answered", "declined", "handed_on", "revoked"), line.state, line.id))
    return Listed(filters, chosen, "", _page(lines, asked), len(picture.requests), by_respondent=True)


def respondent_lines(picture: Picture) -> list[RespondentLine]:
    """Return every respondent with how many of its questions are answered, in the order of the round."""
    asked: dict[int, list] = {pk: [] for pk in picture.requests}
    for item in picture.items:
        asked[item.request_id].append(item)
    lines = []
    for pk, who in picture.requests.items():
        items = asked[pk]
        answered = sum(item.state in ANSWERED for item in items)
        places = frozenset(item.lansdel_id for item in items if item.lansdel_id)
        state = _state(who, answered, len(items))
        lines.append(RespondentLine(pk, who.organisation_id, places, state, answered, len(items)))
    return lines


def _state(who: Asked, answered: int, asked: int) -> str:
    if who.state != "sent":
        return who.state
    if not answered:
        return "waiting"
    return "answered" if answered == asked else "partly"
