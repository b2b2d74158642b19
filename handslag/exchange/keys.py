"""How documents and lines are written in a source."""


def places_cited(source: str) -> list[tuple[str, str]]:
    """Return the documents and lines in a source: "002:3-5; 001:7, 9" -> [("002", "3-5"), ("001", "7, 9")]."""
    return [
        (document.strip(), lines.strip()) for document, _, lines in (part.partition(":") for part in source.split(";"))
    ]
