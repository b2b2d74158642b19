"""How a pot's sums are printed."""

from django import template

from handslag.funding.pots.queries import amount

register = template.Library()
register.filter("pot_amount", amount)
