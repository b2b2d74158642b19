"""Which indicators count the same events, some of them more than others: their figures can be laid together.

All ages less those from 15 years are the children; certain and undetermined less certain are the undetermined; five
years less four are the fifth.
"""

from functools import cache

from handslag.indicators.protection import COUNTED
from handslag.indicators.reading import Definition, definitions


def family_of(definition: Definition) -> tuple[Definition, ...]:
    """Return the definitions that count what one counts, itself among them: all whose counts come from the same tables."""
    known = definitions()
    return tuple(known[key] for key in _families().get(definition.key, ())) or (definition,)


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """Return the keys of each family of more than one, by the key of each of its members."""
    found: list[tuple[set[tuple[str, str]], list[str]]] = []
    for each in definitions().values():
        tables = _tables(each) if each.measure in COUNTED else set()
        same = [family for family in found if family[0] & tables]
        found = [family for family in found if family not in same]
        found.append((tables.union(*(of for of, _ in same)), [*(key for _, keys in same for key in keys), each.key]))
    return {key: tuple(keys) for _, keys in found if len(keys) > 1 for key in keys}


def _tables(definition: Definition) -> set[tuple[str, str]]:
    """Return the tables that the counts come from."""
    return {(each.name, each.table) for each in definition.sources if each.table and each.gives == "numerator"}
