"""A county's own Word and PowerPoint files: taken in checked, used, replaced, ended; broken and hostile ones refused."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as WordFile

from handslag.reports import making
from handslag.reports.models import OfficeTemplate
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]


@pytest.fixture(scope="module")
def word_file() -> bytes:
    held = io.BytesIO()
    WordFile().save(held)
    return held.getvalue()


def address(world) -> str:
    return f"/{world.plan.county.slug}/rapportmallar/"


def send(world, data: bytes, name: str = "lanets.docx", client=None):
    file = SimpleUploadedFile(name, data)
    return (client or world.lead).post(address(world), {"file": file})


def bomb() -> bytes:
    """A small file that unpacks to a hundred million bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b" " * 100_000_000)
    return held.getvalue()


def test_a_template_is_used_until_another_takes_its_place(world, word_file) -> None:
    first = send(world, word_file, "första.docx")
    send(world, word_file, "andra.docx")

    assert first.status_code == 302
    assert [each.name for each in OfficeTemplate.objects.filter(ended_at=None)] == ["andra.docx"]
    assert OfficeTemplate.objects.count() == 2
    assert making.office_template(world.plan.county, "docx").startswith(b"PK")
    page = world.lead.get(address(world)).content.decode()
    assert "andra.docx" in page and "första.docx" not in page and "utvecklingsledare" in page


def test_a_template_that_is_used_no_more_gives_our_own_form_back(world, word_file) -> None:
    send(world, word_file)

    world.lead.post(address(world), {"sluta": "docx"})

    assert making.office_template(world.plan.county, "docx") is None
    assert OfficeTemplate.objects.get().ended_by_role


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "tom.docx", "inte en Word-mall"),
        (b"PK\x03\x04 skadad", "skadad.docx", "inte en Word-mall"),
        (b"#!/bin/sh", "program.exe", "ska vara en .docx eller .pptx"),
        (bomb(), "stor.pptx", "för stor när den packas upp"),
    ],
    ids=["empty", "broken", "another kind", "bomb"],
)
def test_what_is_no_template_is_refused_at_the_field(world, data: bytes, name: str, words: str) -> None:
    answer = send(world, data, name)

    assert answer.status_code == 422 and words in answer.content.decode()
    assert 'id="id_file_error"' in answer.content.decode()
    assert not OfficeTemplate.objects.exists()


def test_no_file_at_all_is_told_of(world) -> None:
    answer = world.lead.post(address(world), {})

    assert answer.status_code == 422 and "Välj en fil." in answer.content.decode()


@pytest.mark.parametrize("role", [None, Role.READER, Role.INITIATIVE_OWNER, Role.ADMINISTRATOR])
def test_only_the_countys_lead_sends_templates(world, word_file, role) -> None:
    client = world.client(role, world.plan.lead if role else None)

    assert send(world, word_file, client=client).status_code == 403
    elsewhere = world.client(Role.COUNTY_LEAD, make.organisation(county=make.county()))
    assert send(world, word_file, client=elsewhere).status_code == 403
    assert not OfficeTemplate.objects.exists()
