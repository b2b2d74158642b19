"""How sums of the trail are written: what is known, and how many amounts are not."""

from collections.abc import Mapping

from django import template

from handslag.funding.trail.drawings import amounts
from handslag.funding.trail.queries import Piece
from handslag.funding.trail.rules import Tally
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join

register = template.Library()
PLACES = {"outside": "i ingen pott", "undecided": "kvar i potter", "unawarded": "beslutat men inte tilldelat"}


@register.filter
def tally(value: Tally) -> str:
    """ "300 kr och 2 utan belopp"; "inget" where nothing is there at all."""
    return amounts(value) if value.kronor or value.unknown else "inget"


@register.filter
def parts(value: Mapping[str, int]) -> str:
    """ "300 kr i ingen pott och 50 kr beslutat men inte tilldelat"; "" where none of it is."""
    told = [f"{kronor(amount)} {PLACES[place]}" for place, amount in value.items() if amount > 0]
    return join(told)


@register.filter
def award_url(piece: Piece, awards: str) -> str:
    """Return the award's address. awards: the address of the page that lists them, made once for long lists."""
    return f"{awards.removesuffix('insatser/')}tilldelningar/{piece.uuid}/"
