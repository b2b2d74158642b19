"""The example is there for every test, whatever the one before did to the database."""

import re
import urllib.request

import pytest
from django.test import Client

from handslag.plans.models import Plan
from handslag.trust.models import Citation


def read(address: str) -> tuple[int, str, str]:
    """Return status, content type and text."""
    with urllib.request.urlopen(address) as answer:
        return answer.status, answer.headers["Content-Type"], answer.read().decode()


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_of_one_transaction_leaves_the_example_as_it_was(turn: int) -> None:
    assert Plan.objects.count() == 2

    Plan.objects.all().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_empties_the_tables_does_not_take_the_example_from_the_next(turn: int) -> None:
    assert Plan.objects.count() == 2
    assert Citation.objects.exists()


@pytest.mark.parametrize("path", ["/", "/orebro/"])
def test_pages_are_served_with_their_static_files(served: str, path: str) -> None:
    status, kind, page = read(served + path)

    assert (status, kind) == (200, "text/html; charset=utf-8")
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    assert all(read(served + style)[1].startswith("text/css") for style in styles)


@pytest.mark.django_db
def test_a_client_reads_the_example(client: Client) -> None:
    assert "Örebro" in client.get("/orebro/").content.decode()
