"""The county's money in an export: its own agreements, what is said of lines, pots with their decisions, awards and ledgers.

Agreements that ship with Handslag stay: what is said of their lines names them, "2020/suicidprevention".
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from handslag.exchange.exporter_entries import (
    Entry,
    Json,
    Sources,
    day,
    decimal_text,
    everything,
    key_of,
    ordered,
    text,
)
from handslag.exchange.exporter_entries import rows as in_order
from handslag.funding.models import (
    Agreement,
    AllocationRun,
    Award,
    FeeTotal,
    GrantDate,
    GrantLine,
    LedgerEntry,
    LongView,
    OwnGrant,
    Payee,
    Pot,
    PotDecision,
    Proposal,
    ProposalLine,
    PublishedShare,
)
from handslag.plans.models import Plan

PAGES = (Agreement, Pot, Proposal, Award)
"""What has a page of its own: citations of it are gathered under its uuid."""


def roots(plan: Plan) -> set[UUID]:
    """Return the uuids that citations about the plan's money are gathered under. Four queries."""
    return {uuid for model in PAGES for uuid in model.everything.filter(plan=plan).values_list("uuid", flat=True)}


def funding(sources: Sources, plan: Plan) -> Json:
    """Return all that the plan holds about money, list by list; nothing where there is none."""
    told = {name: [make(sources, row) for row in found] for name, found, make in _lists(plan)}
    return {name: ordered(entries) for name, entries in told.items() if entries}


def _lists(plan: Plan) -> Iterable[tuple[str, QuerySet, Callable[[Sources, Any], Entry]]]:
    def of(model: Any, *one: str, many: tuple[str, ...] = ()) -> QuerySet:
        found = getattr(model, "everything", model._default_manager).filter(plan=plan)
        return (
            found.select_related(*one).prefetch_related(*everything(model, *many))
            if many
            else found.select_related(*one)
        )

    yield "agreements", of(Agreement, many=("lines", "dates")), _agreement
    yield "published_shares", of(PublishedShare, "line__agreement", "area"), _published_share
    yield "payees", of(Payee, "line__agreement", "organisation"), _payee
    yield "runs", of(AllocationRun, "line__agreement", "before"), _run
    in_pots = ("proposals__lines__initiative", "proposals__lines__goal", "proposals__lines__lansdel", "proposals__lines__area",
               "decisions__body", "decisions__proposal")  # fmt: skip
    yield "pots", of(Pot, "line__agreement", "lansdel", "carried_from", many=in_pots), _pot
    in_awards = ("initiative", "pot", "line__agreement", "organisation")
    yield "awards", of(Award, *in_awards, "decision", many=("entries",)), _award
    yield "own_grants", of(OwnGrant, "organisation"), _own_grant
    yield "fee_totals", of(FeeTotal, "pot"), _fee_total
    views = LongView.everything.filter(initiative__plan=plan).select_related("initiative", "cost_carrier")
    yield "long_views", views.prefetch_related("benefit_carriers"), _long_view


def line_name(line: GrantLine | None) -> str | None:
    """Return what a document calls a line: its agreement, and its own name there."""
    if line is None:
        return None
    return f"{line.agreement.slug if line.agreement.is_shipped else line.agreement.uuid}/{line.slug}"


def _id(row: Any) -> str | None:
    return str(row.uuid) if row else None


def _agreement(sources: Sources, row: Agreement) -> Entry:
    return sources.entry(
        "agreement", row, id=_id(row), slug=text(row.slug), year=row.year, title=row.title.strip(), status=row.status,
        parties=text(row.parties), kronor=row.kronor, stated_sums=row.stated_sums, is_complete=row.is_complete,
        source_text=row.source.strip(), note=text(row.note),
        lines=[_line(sources, each) for each in in_order(row.lines)],
        dates=[_date(sources, each) for each in in_order(row.dates)],
    )  # fmt: skip


def _line(sources: Sources, row: GrantLine) -> Entry:
    return sources.entry(
        "grant_line", row, id=row.slug, position=row.position, title=row.title.strip(), receiver=row.receiver,
        kronor=row.kronor, allocation_key=row.allocation_key, conditions=text(row.conditions), use_by=day(row.use_by),
        repay_rule=text(row.repay_rule), source_text=text(row.source), note=text(row.note),
    )  # fmt: skip


def _date(sources: Sources, row: GrantDate) -> Entry:
    return sources.entry(
        "grant_date", row, kind=row.kind, on=day(row.on), words=text(row.words), source_text=text(row.source)
    )


def _published_share(sources: Sources, row: PublishedShare) -> Entry:
    return sources.entry(
        "published_share", row, line=line_name(row.line), area=row.area.code, kronor=row.kronor,
        document=row.document.strip(), place=text(row.place), on=day(row.on),
    )  # fmt: skip


def _payee(sources: Sources, row: Payee) -> Entry:
    return sources.entry(
        "payee", row, line=line_name(row.line), organisation=row.organisation.key, percent=decimal_text(row.percent),
        kronor=row.kronor, agreed=text(row.agreed), since=day(row.since),
    )  # fmt: skip


def _run(sources: Sources, row: AllocationRun) -> Entry:
    return Entry(
        "allocation_run", row.pk,
        {"id": _id(row), "line": line_name(row.line), "level": row.level, "made_at": _moment(row.made_at), "by": row.role,
         "population_year": row.population_year, "population_source": text(row.population_source),
         "population_vintage": text(row.population_vintage), "formula_version": row.formula_version,
         "kronor": row.kronor, "stored": row.stored, "before": _id(row.before)},
    )  # fmt: skip


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat()


def _pot(sources: Sources, row: Pot) -> Entry:
    return sources.entry(
        "pot", row, id=_id(row), year=row.year, title=row.title.strip(), kind=row.kind, lansdel=key_of(row.lansdel),
        line=line_name(row.line), kronor=row.kronor, carried=row.carried, carried_from=_id(row.carried_from),
        criteria=row.criteria, conditions=text(row.conditions), use_by=day(row.use_by), repay_rule=text(row.repay_rule),
        proposals=[_proposal(sources, each) for each in in_order(row.proposals)],
        decisions=[_decision(sources, each, n) for n, each in enumerate(in_order(row.decisions), start=1)],
    )  # fmt: skip


def _proposal(sources: Sources, row: Proposal) -> Entry:
    return sources.entry(
        "proposal", row, id=_id(row), position=row.position, title=row.title.strip(), text=text(row.text),
        lines=[_proposal_line(sources, each) for each in in_order(row.lines)],
    )  # fmt: skip


def _proposal_line(sources: Sources, row: ProposalLine) -> Entry:
    return sources.entry(
        "proposal_line", row, position=row.position, title=row.title.strip(), kronor=row.kronor,
        initiative=key_of(row.initiative), goal=key_of(row.goal), lansdel=key_of(row.lansdel),
        area=row.area.code if row.area else None, points=row.points, text=text(row.text),
    )  # fmt: skip


def _decision(sources: Sources, row: PotDecision, number: int) -> Entry:
    return sources.entry(
        "pot_decision", row, id=str(number), proposal=_id(row.proposal), body=key_of(row.body),
        body_text=text(row.body_text), decided_on=day(row.decided_on), paragraph=text(row.paragraph),
        registry_number=text(row.registry_number), kronor=row.kronor, left=row.left, lines=row.lines, note=text(row.note),
        reopened_on=day(row.reopened_on), reopened_reason=text(row.reopened_reason),
    )  # fmt: skip


def _award(sources: Sources, row: Award) -> Entry:
    entries = in_order(row.entries)
    number = {each.pk: str(n) for n, each in enumerate(entries, start=1)}
    return sources.entry(
        "award", row, id=_id(row), initiative=key_of(row.initiative), title=text(row.title), year=row.year,
        kronor=row.kronor, pot=_id(row.pot), line=line_name(row.line), source_text=text(row.source_text),
        decision=_decision_number(row), organisation=key_of(row.organisation),
        post_percent=decimal_text(row.post_percent), account_code=text(row.account_code), use_by=day(row.use_by),
        repay_rule=text(row.repay_rule), note=text(row.note), entries=[_entry(each, number) for each in entries],
    )  # fmt: skip


def _decision_number(row: Award) -> str | None:
    """Return the number of the award's decision among those of its pot."""
    if row.decision is None:
        return None
    earlier = PotDecision.everything.filter(pot=row.decision.pot_id, pk__lte=row.decision_id)
    return str(earlier.count())


def _entry(row: LedgerEntry, number: dict[int, str]) -> Json:
    return {
        "id": number[row.pk], "kind": row.kind, "kronor": row.kronor, "on": day(row.on), "text": text(row.text),
        "reference": text(row.reference), "corrects": number[row.corrects_id] if row.corrects_id else None,
        "way": row.way, "by": row.role, "made_at": _moment(row.made_at),
    }  # fmt: skip


def _own_grant(sources: Sources, row: OwnGrant) -> Entry:
    return sources.entry(
        "own_grant", row, organisation=row.organisation.key, year=row.year, kronor=row.kronor, shared=row.shared
    )


def _fee_total(sources: Sources, row: FeeTotal) -> Entry:
    return sources.entry(
        "fee_total", row, year=row.year, work=row.work, people=row.people, occasions=row.occasions, kronor=row.kronor,
        pot=_id(row.pot),
    )  # fmt: skip


def _long_view(sources: Sources, row: LongView) -> Entry:
    return sources.entry(
        "long_view", row, initiative=row.initiative.key, answers=row.answers, cost_carrier=row.cost_carrier.key,
        benefit_carriers=sorted(each.key for each in row.benefit_carriers.all()), on=day(row.on),
    )  # fmt: skip
