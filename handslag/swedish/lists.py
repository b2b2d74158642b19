"""Lists inside a sentence."""

from collections.abc import Iterable


def join(items: Iterable[str], *, word: str = "och") -> str:
    """Return the items as one phrase: "a", "a och b", "a, b och c". No items give an empty text.

    word: "och" or "eller". Swedish has no comma before it.
    """
    *rest, last = list(items) or [""]
    return f"{', '.join(rest)} {word} {last}" if rest else last
