"""Make docs/samples anew: reports of Örebro's example, frozen as editions and written by `handslag report`.

    make samples

They say "Exempel" on every page, since the county has not made them, and lead to no installation. The data is loaded
into a folder that is thrown away afterwards.
"""

import os
import tempfile
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "docs" / "samples"
PLAN = "orebro-2020-2023"
# Template -> (name of its files, formats).
WANTED = {
    "full": ("uppfoljningsrapport", ("pdf", "docx", "xlsx")),
    "short": ("kortversion", ("pdf",)),
    "managers": ("sida-till-chefsgruppen", ("pdf",)),
    "slides": ("bilder", ("pptx",)),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _prepare(folder)
        SAMPLES.mkdir(exist_ok=True)
        for template, (name, formats) in WANTED.items():
            edition = _frozen(template)
            for file_format in formats:
                _write(edition, file_format, SAMPLES / f"{name}.{file_format}")


def _prepare(folder: str) -> None:
    """Load the example into an empty database in `folder`."""
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"HANDSLAG_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "handslag.settings"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load", example=["orebro"])


def _frozen(template: str) -> str:
    """Freeze a report of the whole plan, and return the edition's uuid."""
    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    from handslag.plans.models import Plan
    from handslag.reports.actions import freeze, start
    from handslag.reports.building import Order, build
    from handslag.reports.models import Report
    from handslag.trust.changes import OPERATOR

    plan = Plan.objects.get(key=PLAN)
    order = Order(plan=plan, template=template, mark="Exempel")
    built = build(order, user=AnonymousUser(), today=timezone.localdate())
    report = start(Report(plan=plan, template=template, title=built.document.title), by=OPERATOR)
    return str(freeze(report, built, title=report.title, by=OPERATOR).uuid)


def _write(edition: str, file_format: str, out: Path) -> None:
    from django.core.management import call_command

    call_command("report", PLAN, edition=edition, format=file_format, out=out)


if __name__ == "__main__":
    main()
