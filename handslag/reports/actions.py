"""What people do with reports: drafts and their texts are changed through `trust.changes`, editions are only added."""

import datetime
import zlib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from handslag.documents.blocks import Passage
from handslag.documents.stored import to_json
from handslag.places.models import Area
from handslag.plans.models import Initiative
from handslag.reports import making, tasks
from handslag.reports.building import Built
from handslag.reports.grounds import closed_of
from handslag.reports.models import BuiltFile, EditedText, Edition, EditionState, OfficeTemplate, Report
from handslag.trust import changes
from handslag.trust.audit import tell
from handslag.trust.changes import Actor, Collision
from handslag.trust.models import Change
from handslag.trust.visibility import Visibility


class NotNow(Exception):
    """What is asked for cannot be done as things are: the message says why to a person, in Swedish."""


def start(report: Report, *, by: Actor) -> Report:
    """Write a new draft."""
    changes.create(report, by=by)
    return report


def same_untouched(report: Report) -> Report | None:
    """Return a draft like one that is about to be made, that nobody has worked on: a form comes again after Back."""
    asked = ("plan", "template", "title", "area", "lansdel", "goal", "organisation", "year", "audience", "day")
    alike = Report.objects.filter(**_asked(report, asked), version=1)
    return alike.filter(texts__isnull=True, editions__isnull=True).first()


def _asked(report: Report, names: Iterable[str]) -> dict[str, Any]:
    """Return the fields as conditions: to a database, what is nothing equals nothing."""
    values = {name: getattr(report, name) for name in names}
    return {
        name if value is not None else f"{name}__isnull": value if value is not None else True
        for name, value in values.items()
    }


def change(report: Report, values: Mapping[str, Any], *, by: Actor, version: int) -> Change | None:
    """Change what a draft is called, whom it is for and so on. Raises Collision."""
    return changes.save(report, values, by=by, version=version)


def arrange(report: Report, parts: Sequence[Mapping[str, Any]], *, by: Actor, version: int) -> Change | None:
    """Set which parts stand in a draft, and in which order. Raises Collision."""
    kept = [{"key": part["key"], "shown": part["shown"]} for part in parts]
    return changes.save(report, {"sections": kept}, by=by, version=version)


def take_away(report: Report, *, by: Actor, version: int, reason: str) -> Change | None:
    """Withdraw a draft; its editions stand. Raises Collision."""
    return changes.withdraw(report, by=by, version=version, reason=reason)


@transaction.atomic
def write_text(
    report: Report, passage: Passage, *, markdown: str, automatic: str, told: Iterable[UUID], seen: str, by: Actor
) -> Change | None:
    """Write a text in the place of an automatic one. automatic: what stood there for the one who wrote.

    told: the initiatives that the report rested on then (`Built.told`); the text is kept as written for those that the
    report is for now. seen: the stamp of the text that was changed, "" for none. Raises Collision where another has been written, or that
    one been taken away, meanwhile.
    """
    written = {"markdown": markdown, "automatic": automatic, "audience": report.audience, "told": _listed(told)}
    now = report.texts.filter(key=passage.key).first()
    if (now.stamp if now else "") != seen:
        changes.once(by.act)
        raise Collision(now or _last(report, passage.key))
    if now:
        return changes.save(now, written, by=by, version=now.version)
    row = EditedText(report=report, key=passage.key, title=passage.title[:500], **written)
    try:
        with transaction.atomic():
            return changes.create(row, by=by)
    except IntegrityError:  # somebody wrote one at the same moment
        raise Collision(report.texts.get(key=passage.key)) from None


def _listed(told: Iterable[UUID]) -> list[str]:
    return sorted(str(each) for each in told)


def _last(report: Report, key: str) -> EditedText:
    return EditedText.everything.filter(report=report, key=key).latest("id")


def restore_text(text: EditedText, *, by: Actor, seen: str) -> Change | None:
    """Let the automatic text stand again; what was written stays in the history. Raises Collision."""
    if text.stamp != seen:
        changes.once(by.act)
        raise Collision(text)
    return changes.withdraw(text, by=by, version=text.version, reason="Den automatiska texten återställd")


@transaction.atomic
def freeze(report: Report, built: Built, *, title: str, by: Actor) -> Edition:
    """Keep a draft as it was built as its next edition; the same act twice, or the same edition again, gives one.

    Raises NotNow where a text of a report for all was written when the report rested on what is not public now.
    """
    Report.everything.select_for_update().get(pk=report.pk)
    if already := frozen_by(by, report):
        return already
    texts = making.shown_texts(report, built)
    if report.audience == "public" and unread_texts(texts):
        raise NotNow("En ändrad text kan ta upp det som inte är offentligt. Läs och spara den igen först.")
    told = {str(each) for each in built.told}.union(*(each.told for each in texts))
    text = to_json(built.document).encode()
    digest = sha256(text).hexdigest()
    latest = report.editions.order_by("-number").first()
    if latest and _same(latest, sha256=digest, title=title, audience=report.audience, told=sorted(told)):
        return latest
    edition = Edition.objects.create(
        uuid=by.act.key if by.act else uuid4(),
        report=report,
        number=latest.number + 1 if latest else 1,
        title=title,
        template=report.template,
        audience=report.audience,
        role=by.role[:300],
        user_id=by.user_id,
        sha256=digest,
        content=zlib.compress(text, level=9),
        told=sorted(told),
    )
    tell("export", f"Frös utgåva {edition.number} av rapporten {report.uuid}", by=by, of=report.plan, target=title)
    return edition


def _same(edition: Edition, **values: Any) -> bool:
    return all(getattr(edition, name) == value for name, value in values.items())


def frozen_by(by: Actor, report: Report) -> Edition | None:
    """Return the edition that the same act has made: a form that was sent twice freezes once."""
    return report.editions.filter(uuid=by.act.key).first() if by.act else None


def unread_texts(texts: Sequence[EditedText]) -> list[EditedText]:
    """Return the texts that rested on something that is not public now: they may name it. One query."""
    closed = closed_of(uuid for text in texts for uuid in text.told)
    return [text for text in texts if not closed.isdisjoint(text.told)]


def in_the_way(edition: Edition, *, user: Any) -> list[str]:
    """Return why an edition cannot be published, in words; nothing where it can. At most three queries."""
    found = []
    if edition.audience != "public":
        found.append("Utgåvan är gjord för dem som leder planen och kan hålla det som inte är offentligt.")
    if edition.plan.visibility != Visibility.PUBLIC:
        found.append("Planen är inte offentlig.")
    if closed := closed_of(edition.told):
        known = Initiative.objects.filter(uuid__in=closed).visible_to(user).order_by("title")
        named = list(known.values_list("title", flat=True))
        unnamed = len(closed) - len(named)
        found += [f"Insatsen {title} är inte offentlig längre." for title in named]
        if unnamed:
            several = f"{unnamed} insatser som ni inte ser är inte offentliga längre."
            found.append(several if unnamed > 1 else "En insats som ni inte ser är inte offentlig längre.")
    return found


@transaction.atomic
def publish(edition: Edition, *, user: Any, by: Actor, site: str) -> None:
    """Put an edition on the web, and let its files be built. Raises NotNow."""
    _hold(edition)
    if _state(edition) == "published":
        raise NotNow("Utgåvan är redan publicerad.")
    if why := in_the_way(edition, user=user):
        raise NotNow(" ".join(why))
    EditionState.objects.create(edition=edition, state="published", role=by.role[:300], user_id=by.user_id)
    tell("publication", f"Publicerade utgåva {edition.uuid}", by=by, of=edition.plan, target=edition.title)
    for file_format in edition.made_from.formats:
        if file_format != "html":
            ask_for_edition(edition, file_format, by=by.user_id, site=site)


@transaction.atomic
def take_back(edition: Edition, *, by: Actor, reason: str) -> None:
    """Take a published edition off the web; it stays here. Raises NotNow."""
    _hold(edition)
    if _state(edition) != "published":
        raise NotNow("Utgåvan är inte publicerad.")
    said = {"role": by.role[:300], "user_id": by.user_id, "reason": reason}
    EditionState.objects.create(edition=edition, state="taken_back", **said)
    tell("publication", f"Tog tillbaka utgåva {edition.uuid}", by=by, of=edition.plan, target=edition.title)


@transaction.atomic
def send(edition: Edition, *, on: datetime.date, receiver: str, registry_number: str, by: Actor) -> bool:
    """Say that an account has been sent; return whether that is news. What was said before stands, the latest holds."""
    _hold(edition)
    said = {"on": on, "receiver": receiver, "registry_number": registry_number}
    latest = edition.states.filter(state="sent").order_by("-id").first()
    if latest and all(getattr(latest, name) == value for name, value in said.items()):
        return False
    EditionState.objects.create(edition=edition, state="sent", role=by.role[:300], user_id=by.user_id, **said)
    tell("export", f"Skickade utgåva {edition.uuid}", by=by, of=edition.plan, target=edition.title)
    return True


def _hold(edition: Edition) -> None:
    """Let one at a time say what becomes of an edition."""
    Report.everything.select_for_update().get(pk=edition.report_id)


def _state(edition: Edition) -> str:
    latest = edition.states.filter(state__in=EditionState.PUBLICITY).order_by("-id").first()
    return latest.state if latest else ""


@transaction.atomic
def ask_for_draft(report: Report, file_format: str, *, by: int, site: str) -> BuiltFile:
    """Let the worker build a draft's file anew, unless it does so already. by: the login's number."""
    reader = 0 if report.audience == "public" else by
    key = {"report": report, "file_format": file_format, "reader": reader}
    file, made = BuiltFile.objects.select_for_update().get_or_create(**key, defaults={"asked_by": by, "site": site})
    if not made and not file.is_under_way:
        BuiltFile.objects.filter(pk=file.pk).update(**tasks.ANEW, asked_at=timezone.now(), asked_by=by, site=site)
        file.refresh_from_db()
        made = True
    if made:
        tasks.enqueue(file)
    return file


@transaction.atomic
def ask_for_edition(edition: Edition, file_format: str, *, by: int | None, site: str) -> BuiltFile:
    """Let the worker build an edition's file, unless it is there or on its way. Built once, it is kept."""
    key = {"edition": edition, "file_format": file_format}
    file, made = BuiltFile.objects.select_for_update().get_or_create(**key, defaults={"asked_by": by, "site": site})
    if not made and (file.is_lost or file.state == "failed"):
        BuiltFile.objects.filter(pk=file.pk).update(**tasks.ANEW, asked_at=timezone.now(), asked_by=by)
        made = True
    if made:
        tasks.enqueue(file)
    return file


@transaction.atomic
def keep_template(county: Area, kind: str, *, name: str, content: bytes, by: Actor) -> OfficeTemplate:
    """Use a checked Word or PowerPoint file as the county's own from now on."""
    end_template(county, kind, by=by)
    return OfficeTemplate.objects.create(
        county=county,
        kind=kind,
        name=name[-200:],
        content=content,
        sha256=sha256(content).hexdigest(),
        role=by.role[:300],
        user_id=by.user_id,
    )


def end_template(county: Area, kind: str, *, by: Actor) -> int:
    """Use the county's own file no more; return how many were in use. Reports get Handslag's own form again."""
    in_use = OfficeTemplate.objects.filter(county=county, kind=kind, ended_at__isnull=True)
    return in_use.update(ended_at=timezone.now(), ended_by_role=by.role[:300])
