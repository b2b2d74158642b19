"""Keys to uuids: the same key gives the same uuid in every installation, also for what is written in pages."""

import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:handslag")


def uuid_of(kind: str, scope: str, key: str) -> uuid.UUID:
    """Return the uuid of a thing that a file calls `key`; scope is what the key is unique within."""
    return uuid.uuid5(NAMESPACE, f"{kind}/{scope}/{key}")
