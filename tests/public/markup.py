"""Reads a page as the standard says, for the tests that look at its markup."""

from collections.abc import Iterator

import html5lib

LOADING = {
    "script": ("src",), "link": ("href",), "img": ("src", "srcset"), "iframe": ("src",), "source": ("src", "srcset"),
    "use": ("href", "{http://www.w3.org/1999/xlink}href"), "image": ("href",), "object": ("data",), "embed": ("src",),
    "audio": ("src",), "video": ("src", "poster"), "track": ("src",), "form": ("action",), "base": ("href",),
}  # fmt: skip
"""Attributes that make a browser fetch, or send, something by itself or by a button."""


def parse(text: str) -> tuple[object, list[str]]:
    """The page's root element (an ElementTree) and what the parser objects to, as "line: code"."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(text)
    return root, [f"{where[0]}: {code} {values}" for where, code, values in parser.errors]


def name_of(element) -> str:
    """The element's name without namespace; "" for a comment."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def elements(root, *names: str) -> Iterator:
    """All elements, or those with these names, in the page's order."""
    for element in root.iter():
        if name_of(element) and (not names or name_of(element) in names):
            yield element


def text_of(element) -> str:
    """The element's text, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def loaded(root) -> list[str]:
    """Every address that the page loads from or sends to."""
    return [
        element.get(attribute)
        for element in elements(root, *LOADING)
        for attribute in LOADING[name_of(element)]
        if element.get(attribute)
    ]
