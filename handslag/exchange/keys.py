"""Keys of files to uuids: the same key gives the same uuid in every installation."""

import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:handslag")


def uuid_of(kind: str, scope: str, key: str) -> uuid.UUID:
    """Return the uuid of a thing that a file calls `key`; scope is what the key is unique within."""
    return uuid.uuid5(NAMESPACE, f"{kind}/{scope}/{key}")


def places_cited(source: str) -> list[tuple[str, str]]:
    """Return the documents and lines in a source: "002:3-5; 001:7, 9" -> [("002", "3-5"), ("001", "7, 9")]."""
    return [
        (document.strip(), lines.strip()) for document, _, lines in (part.partition(":") for part in source.split(";"))
    ]
