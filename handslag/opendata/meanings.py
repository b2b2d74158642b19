"""What a source calls that which is asked for: when the name is another, the figures may be too."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handslag.opendata.errors import SourceError
from handslag.opendata.kolada import Kolada
from handslag.opendata.pxweb import PxWeb1, PxWeb2
from handslag.opendata.socialstyrelsen import Socialstyrelsen

Selection = Mapping[str, Sequence[str]]
Meanings = dict[str, str]
"""What was asked for -> what the source calls it, "" where it has no such thing."""
APART = ("region", "kon", "ar")
"""Places, sexes and years are told apart by the records themselves."""


def meanings(source: str, base_url: str, what: str, selection: Selection, **options: Any) -> Meanings:
    """Return the source's names of what is asked for: a KPI's title, the label of each chosen code of a table.

    source: a key of `sources.SOURCES`. Nothing for a source that does not tell. Raises SourceError.
    """
    tell = _TELLING.get(source)
    told = tell(base_url, what, selection, **options) if tell else {}
    return {name: " ".join(text.split()) for name, text in told.items()}


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return in Swedish what is called something else than before; what was not asked for then is not held against it."""
    return [
        f"{name} hette ”{before[name]}” och " + (f"heter nu ”{text}”" if text else "finns inte längre")
        for name, text in now.items()
        if before.get(name, text) != text
    ]


def _kolada(base_url: str, what: str, selection: Selection, **options: Any) -> Meanings:
    titles = {each.id: each.title for each in Kolada(base_url, **options).kpis(what)}
    return {id: titles.get(id, "") for id in what.split(",")}


def _pxweb(client: Callable[..., PxWeb1 | PxWeb2]) -> Callable[..., Meanings]:
    def told(base_url: str, what: str, selection: Selection, **options: Any) -> Meanings:
        try:
            table = client(base_url, **options).metadata(what)
        except SourceError as error:
            if error.reason != "not_found":  # a table may answer that describes itself nowhere
                raise
            return {}
        apart = [each.code for each in (table.area, table.time, table.sex) if each]
        chosen = ((table.variable(name), codes) for name, codes in selection.items())
        return {
            f"{variable.code} {code}": variable.labels.get(code, "")
            for variable, codes in chosen
            if variable and variable.code not in apart
            for code in codes
            if not any(mark in code for mark in "*?(")
        }

    return told


def _socialstyrelsen(base_url: str, what: str, selection: Selection, **options: Any) -> Meanings:
    client = Socialstyrelsen(base_url, **options)
    told: Meanings = {}
    for name, ids in selection.items():
        if name not in APART:
            texts = {each.id: each.text for each in client.values(what, name)}
            told |= {f"{name} {id}": texts.get(id, "") for id in ids if id != "*"}
    return told


_TELLING: dict[str, Callable[..., Meanings]] = {
    "kolada": _kolada,
    "scb": _pxweb(PxWeb2),
    "folkhalsodata": _pxweb(PxWeb1),
    "skolverket": _pxweb(PxWeb1),
    "socialstyrelsen": _socialstyrelsen,
}
