"""The round's drawing, and the sentence that says what it shows."""

from django.urls import reverse

from handslag.documents.figures import Drawing, RoundRow, round_picture
from handslag.plans.drawings import addresses
from handslag.plans.followup.lines import InitiativeLine, Picture
from handslag.swedish.numbers import capitalised, count, word

NOTE = "Ett märke är en insats, med den status som registret har. En streckad ring: ingen rapport har kommit in."
WITHOUT_GOAL = "Utan mål i planen"


def finding(picture: Picture) -> str:
    """Return in a sentence or two how far the round has come: "17 av 24 insatser har rapporterat. ..."."""
    total, reported, silent = len(picture.lines), len(picture.reported), len(picture.silent)
    if not total:
        return "Uppföljningen har inga insatser att visa."
    if not reported:
        over = picture.round.state == "closed"
        return f"Ingen rapport {'kom' if over else 'har kommit'} in om {count(total, 'insats', 'insatser')}."
    if not silent:
        return "Insatsen har rapporterat." if total == 1 else f"Alla {total} insatser har rapporterat."
    rest = capitalised(word(silent, gender="en"))
    return f"{reported} av {total} insatser har rapporterat. {rest} har ingen rapport."


def drawing(picture: Picture, *, key: str = "rundan", links: bool = True, site: str = "") -> Drawing:
    """Return one mark for each initiative, a row for each of the plan's top goals, linked to the list of its initiatives."""
    address = addresses(links=links, site=site)
    page = reverse("round", args=[picture.round.plan.county.slug, picture.round.plan.key, picture.round.uuid])
    rows = [
        _row(f"{goal.code} {goal.title}".strip(), lines, address(f"{page}?mal={goal.uuid}#lista"))
        if goal
        else _row(WITHOUT_GOAL, lines, None)
        for goal, lines in picture.by_goal()
    ]
    return round_picture(rows, key=key, title="Vilka insatser har rapporterat?", finding=finding(picture), note=NOTE)


def _row(title: str, lines: list[InitiativeLine], href: str | None) -> RoundRow:
    statuses = [line.status for line in lines if line.answered]
    return RoundRow(title, tuple(sorted(statuses)), sum(not line.answered for line in lines), href)
