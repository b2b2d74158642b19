"""How a line is parted, as fields that people fill in, and back from what is stored."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.allocation import AllocationInputError, key_from
from handslag.funding.agreements.receivers import KINDS, official
from handslag.funding.fields import MOST, KronorField
from handslag.plans.forms.fields import Text
from handslag.swedish.numbers import number

OLDEST = 120
KEY_KINDS = {
    "": _("Inte känd"),
    "population": _("Efter folkmängd"),
    "base_and_population": _("Ett grundbelopp till var och en, resten efter folkmängd"),
    "fixed": _("Fasta belopp, med undantag för några"),
    "ages": _("Efter antal invånare i en ålder"),
    "weights": _("Efter egna vikter"),
}
FIELDS = (
    "key_kind",
    "base",
    "exceptions",
    "lowest",
    "highest",
    "weights",
    "weights_what",
    "floor",
    "ceiling",
    "rounding",
    "reading",
)
"""The fields of a key, in the order in which they are asked for."""
_LINE = re.compile(r"(?P<who>[^:;\t]+?)\s*[:;\t]\s*(?P<what>\S.*)")


class KeyFields(forms.Form):
    """The fields of a key. Which of them are needed is decided by `key_kind`."""

    key_kind = forms.ChoiceField(
        label=_("Hur fördelas posten?"), choices=list(KEY_KINDS.items()), required=False,
        help_text=_("Välj ”Inte känd” om källan inte säger det. Då räknas ingen del fram."),
    )  # fmt: skip
    base = KronorField(
        label=_("Belopp till var och en, kronor"),
        help_text=_("Grundbeloppet, eller det fasta belopp som gäller alla utom undantagen."),
    )  # fmt: skip
    exceptions = Text(
        label=_("Undantag från det fasta beloppet"), required=False,
        help_text=_("Ett på varje rad: namn eller kod, kolon, kronor. Till exempel Stockholms län: 2 000 000."),
    )  # fmt: skip
    lowest = forms.IntegerField(label=_("Från ålder"), min_value=0, max_value=OLDEST, required=False)
    highest = forms.IntegerField(
        label=_("Till och med ålder"), min_value=0, max_value=OLDEST, required=False, help_text=_("Tomt om det inte finns någon övre gräns."),
    )  # fmt: skip
    weights = Text(
        label=_("Egna vikter"), required=False,
        help_text=_("En på varje rad: namn eller kod, kolon, vikt. Alla mottagare ska vara med."),
    )  # fmt: skip
    weights_what = forms.CharField(
        label=_("Vad vikterna är"), max_length=200, required=False, help_text=_("Till exempel vårddygn 2019.")
    )
    floor = KronorField(label=_("Minst till var och en, kronor"))
    ceiling = KronorField(label=_("Högst till var och en, kronor"))
    rounding = KronorField(
        label=_("Jämna belopp om, kronor"), min_value=1, max_value=1_000_000,
        help_text=_("Tomt: hela kronor. Skriv 1 000 om beloppen avrundas till tusental."),
    )  # fmt: skip
    reading = forms.CharField(
        label=_("Vår läsning av nyckeln"), max_length=500, required=False,
        help_text=_("Om källan kan läsas på flera sätt: hur vi läser den. Sidan säger då att läsningen är vår."),
    )  # fmt: skip


def initial_of(told: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what the fields show for a stored key; None is one that is not known."""
    key, bounds = told or {}, (told or {}).get("bounds", {})
    return {
        "key_kind": key.get("kind", ""),
        "base": key.get("base", key.get("amount")),
        "exceptions": _lines(key.get("exceptions", {})),
        "lowest": key.get("lowest"),
        "highest": key.get("highest"),
        "weights": _lines(key.get("weights", {})),
        "weights_what": key.get("what", ""),
        "floor": bounds.get("floor"),
        "ceiling": bounds.get("ceiling"),
        "rounding": key.get("rounding"),
        "reading": key.get("reading", ""),
    }


def _lines(told: Mapping[str, Any]) -> str:
    return "\n".join(f"{code}: {number(each) if isinstance(each, int) else each}" for code, each in told.items())


def read_key(form: forms.Form, receiver: str, kept: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """Return the key that a form's cleaned fields say, as it is stored; None where it is not known or there is an error.

    Errors are added at the fields. kept: the key as it stood, whose bounds of single receivers no field asks for.
    """
    said = form.cleaned_data
    kind = said.get("key_kind") or ""
    if not kind or any(form.errors.get(name) for name in FIELDS):
        return None
    if receiver not in KINDS:
        form.add_error("key_kind", _("Det som går till nationell nivå fördelas inte. Välj ”Inte känd”."))
        return None
    told: dict[str, Any] = {"kind": kind} | _own(form, kind, receiver)
    single = {name: each for name, each in (kept or {}).get("bounds", {}).items() if name in ("floors", "ceilings")}
    bounds = {name: said[name] for name in ("floor", "ceiling") if said.get(name) is not None} | single
    told |= {"bounds": bounds} if bounds else {}
    told |= {"rounding": said["rounding"]} if said.get("rounding") not in (None, 1) else {}
    told |= {"reading": said["reading"]} if said.get("reading") else {}
    if any(form.errors.get(name) for name in FIELDS):
        return None
    try:
        return key_from(told).as_json()
    except AllocationInputError as error:
        form.add_error(_FIELD_OF.get(error.field.partition(".")[0], "key_kind"), error.message_sv)
        return None


_FIELD_OF = {"amount": "base", "what": "weights_what", "bounds": "floor", **{name: name for name in FIELDS}}
"""The field at which an error of the key stands."""


def _own(form: forms.Form, kind: str, receiver: str) -> dict[str, Any]:
    """Return the fields that only this kind of key has."""
    said = form.cleaned_data
    if kind == "base_and_population":
        return {"base": _needed(form, "base", _("Skriv grundbeloppet."))}
    if kind == "fixed":
        pairs = _pairs(form, "exceptions", receiver)
        amounts = {code: _kronor(form, "exceptions", text) for code, text in pairs.items()}
        return {"amount": _needed(form, "base", _("Skriv det fasta beloppet.")), "exceptions": amounts}
    if kind == "ages":
        lowest, highest = _needed(form, "lowest", _("Skriv den lägsta åldern.")), said.get("highest")
        if highest is not None and lowest is not None and highest < lowest:
            form.add_error("highest", _("Den högsta åldern är lägre än den lägsta."))
        return {"lowest": lowest, "highest": highest}
    if kind == "weights":
        pairs = _pairs(form, "weights", receiver)
        if not pairs and not form.errors.get("weights"):
            form.add_error("weights", _("Skriv en vikt för varje mottagare."))
        weights = {code: _weight(form, text) for code, text in pairs.items()}
        return {"weights": weights, "what": _needed(form, "weights_what", _("Skriv vad vikterna är."))}
    return {}


def _needed(form: forms.Form, name: str, told: Any) -> Any:
    value = form.cleaned_data.get(name)
    if value in (None, ""):
        form.add_error(name, told)
    return value


def _pairs(form: forms.Form, name: str, receiver: str) -> dict[str, str]:
    """Return what is said of each receiver, by code. Errors name the line."""
    lines = [each for each in (form.cleaned_data.get(name) or "").splitlines() if each.strip()]
    if not lines:
        return {}
    codes = codes_by_name(receiver)
    found: dict[str, str] = {}
    for n, line in enumerate(lines, start=1):
        told = _LINE.fullmatch(line.strip())
        code = codes.get(" ".join(told["who"].split()).casefold()) if told else None
        if not told:
            form.add_error(name, _("Rad %(n)d: skriv namn eller kod, kolon och ett tal.") % {"n": n})
        elif code is None:
            form.add_error(name, _("Rad %(n)d: ”%(who)s” är ingen av mottagarna.") % {"n": n, "who": told["who"][:60]})
        elif code in found:
            form.add_error(name, _("Rad %(n)d: ”%(who)s” står två gånger.") % {"n": n, "who": told["who"][:60]})
        else:
            found[code] = told["what"]
    return found


def codes_by_name(receiver: str) -> dict[str, str]:
    """Return the code of each receiver by its code and its name in lower case. One query."""
    areas: Iterable[tuple[str, str]] = official().filter(kind=KINDS[receiver]).values_list("code", "name")
    return {each.casefold(): code for code, name in areas for each in (code, name, name.removesuffix(" län"))}


def _kronor(form: forms.Form, name: str, text: str) -> int | None:
    plain = re.sub(r"\s|kr\.?$", "", text)
    if plain.isascii() and plain.isdigit() and len(plain) <= len(str(MOST)):
        return int(plain)
    form.add_error(name, _("”%s” är inga hela kronor.") % text[:40])
    return None


def _weight(form: forms.Form, text: str) -> str | None:
    plain = re.sub(r"\s", "", text).replace(",", ".")
    if re.fullmatch(r"\d{1,15}(\.\d{1,9}|/[1-9]\d{0,9})?", plain, re.ASCII):
        return str(Fraction(plain))
    form.add_error("weights", _("”%s” är inget tal.") % text[:40])
    return None
