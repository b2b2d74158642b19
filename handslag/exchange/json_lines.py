"""On which line of a JSON text a value stands: looked up only when something is wrong there."""

from json.decoder import JSONDecoder, scanstring

_DECODER = JSONDecoder()
_SPACE = " \t\n\r"


def line_of(text: str, place: tuple[str | int, ...]) -> int | None:
    """Return the line (1-based) of the value at `place`, or of the nearest around it that is there.

    text: valid JSON. None where it holds nothing.
    """
    at = _skip(text, 0)
    for step in place:
        below = _member(text, at, step)
        if below is None:
            break
        at = below
    return text.count("\n", 0, at) + 1 if text else None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _member(text: str, at: int, step: str | int) -> int | None:
    """Return where a member of the object or list at `at` starts; None where there is none such."""
    if text[at : at + 1] not in ("{", "["):
        return None
    is_object, n = text[at] == "{", 0
    at = _skip(text, at + 1)
    while at < len(text) and text[at] not in "}]":
        name: str | int = n
        if is_object:
            name, at = scanstring(text, at + 1)
            at = _skip(text, _skip(text, at) + 1)  # past the colon
        if name == step:
            return at
        _, at = _DECODER.raw_decode(text, at)
        at, n = _skip(text, at), n + 1
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
    return None
