"""Style sheets, fonts and the one script under names that carry a hash of their content."""

import os
import tempfile
from pathlib import Path

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class ReplacingStorage(ManifestStaticFilesStorage):
    """Django's hashed names, each file put in place whole.

    Django deletes a hashed file and writes it again under the same name, once for every pass. A server or a
    second start that reads the folder meanwhile finds nothing there, and on some file systems so does Django
    itself. Here a file is written aside and moved over the old one, which is therefore never deleted first;
    `collectstatic --clear` leaves what it finds.
    """

    keep_intermediate_files = False

    def get_available_name(self, name, max_length=None):
        return name

    def delete(self, name):
        """Do nothing: what is to be written under the name replaces what stands there."""

    def _save(self, name, content):
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as written:
            for chunk in content.chunks():
                written.write(chunk)
        Path(aside).chmod(0o644)
        Path(aside).replace(place)
        return name
