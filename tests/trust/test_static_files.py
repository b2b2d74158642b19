"""Static files are put in place whole, under names that follow their content."""

import json

from django.core.files.base import ContentFile
from django.core.management import call_command

from handslag.trust.static_files import ReplacingStorage


def test_a_file_is_replaced_under_its_own_name(tmp_path):
    storage = ReplacingStorage(location=tmp_path)
    assert storage.save("a/style.css", ContentFile(b"one")) == "a/style.css"
    assert storage.save("a/style.css", ContentFile(b"two")) == "a/style.css"
    assert (tmp_path / "a" / "style.css").read_bytes() == b"two"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["style.css"]


def test_collecting_twice_keeps_every_file_of_the_manifest(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    for _ in range(2):
        call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert "handslag.css" in names
    assert all((tmp_path / hashed).stat().st_size for hashed in names.values())
    assert names["handslag.css"] != "handslag.css"
