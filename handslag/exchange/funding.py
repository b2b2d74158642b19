"""Writes a new plan's money: agreements, what is said of lines, pots with their decisions, awards with their ledgers."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from handslag.exchange import schema
from handslag.exchange.run import CannotLoad, Load, withdrawn_fields
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
from handslag.plans.models import Initiative
from handslag.trust.keys import uuid_of

APART = frozenset({"id", "withdrawn", "source", "ours", "source_text"})
"""Fields that are no columns of the same name."""


class _Money:
    """What has been written so far of one load, by the names in the document."""

    def __init__(self, run: Load) -> None:
        self.run = run
        told = run.document.funding
        named = {each.line for each in (*told.published_shares, *told.payees, *told.runs)}
        named |= {each.line for each in (*told.pots, *told.awards) if each.line}
        self.lines = _shipped_lines(named)
        self.pots: dict[str, Pot] = {}
        self.decisions: dict[tuple[str, str], PotDecision] = {}
        keys = {each.initiative for each in (*told.awards, *told.long_views)}
        keys |= {line.initiative for pot in told.pots for proposal in pot.proposals for line in proposal.lines}
        found = Initiative.everything.filter(plan=run.plan, key__in=keys - {None})
        self.initiatives = {row.key: row for row in found}

    def line(self, name: str | None) -> GrantLine | None:
        if name is not None and name not in self.lines:
            raise CannotLoad(f"Posten {name} finns inte i installationen. Kör först: handslag load")
        return self.lines[name] if name else None

    def write(self, row: Any, item: Any, *, root: UUID | None = None) -> Any:
        """Write a row, with where it is stated."""
        row.save(force_insert=True)
        self.run.citing.cite(item, root=root or row.page.uuid, kind=row.KIND, row_id=row.pk)
        return row


def load_funding(run: Load) -> None:
    """Write all that a new plan's document says about money. Raises CannotLoad."""
    told, money = run.document.funding, _Money(run)
    for item in told.agreements:
        _agreement(money, item)
    for item in told.published_shares:
        area = run.areas[item.area]
        money.write(
            PublishedShare(plan=run.plan, line=money.line(item.line), area=area, **_plain(item, "line", "area")), item
        )
    for item in told.payees:
        _of_organisation(money, Payee(line=money.line(item.line), **_plain(item, "line", "organisation")), item)
    _runs(money, told.runs)
    for item in told.pots:
        _pot(money, item)
    for item in told.pots:
        if item.carried_from:
            Pot.everything.filter(pk=money.pots[item.id].pk).update(carried_from=money.pots[item.carried_from])
    for item in told.awards:
        _award(money, item)
    for item in told.own_grants:
        _of_organisation(money, OwnGrant(**_plain(item, "organisation")), item)
    for item in told.fee_totals:
        pot = money.pots[item.pot] if item.pot else None
        money.write(FeeTotal(plan=run.plan, pot=pot, **_plain(item, "pot")), item)
    for item in told.long_views:
        _long_view(money, item)
    run.added["agreements"] += len(told.agreements)
    run.added["pots"] += len(told.pots)
    run.added["awards"] += len(told.awards)


def _shipped_lines(named: Iterable[str]) -> dict[str, GrantLine]:
    slugs = {name.partition("/")[0] for name in named}
    rows = GrantLine.objects.filter(agreement__plan=None, agreement__slug__in=slugs).select_related("agreement")
    return {f"{row.agreement.slug}/{row.slug}": row for row in rows}


def _plain(item: Any, *apart: str) -> dict[str, Any]:
    """Return the fields that are columns of the same name, and what withdrew the thing; texts that are not there as ""."""
    fields = {name: getattr(item, name) for name in type(item).model_fields if name not in APART and name not in apart}
    texts = {name for name, told in type(item).model_fields.items() if "str" in str(told.annotation)}
    made = {name: "" if value is None and name in texts else value for name, value in fields.items()}
    return made | (withdrawn_fields(item) if isinstance(item, schema.Part) else {})


def _uuid(model: Any, kind: str, run: Load, key: str) -> UUID:
    """Return the uuid that a document calls a thing by; another where it is taken here."""
    try:
        told = UUID(key)
    except ValueError:
        told = uuid_of(kind, run.plan.key, key)
    return uuid4() if model._base_manager.filter(uuid=told).exists() else told


def _agreement(money: _Money, item: schema.Agreement) -> None:
    run = money.run
    told = {"uuid": _uuid(Agreement, "agreement", run, item.id), "plan": run.plan, "source": item.source_text}
    row = money.write(Agreement(**told, **_plain(item, "lines", "dates")), item)
    for each in item.lines:
        line = GrantLine(agreement=row, slug=each.id, source=each.source_text or "", **_plain(each))
        money.lines[f"{item.id}/{each.id}"] = money.write(line, each)
    for each in item.dates:
        money.write(GrantDate(agreement=row, source=each.source_text or "", **_plain(each)), each)


def _of_organisation(money: _Money, row: Any, item: Any) -> None:
    row.plan, row.organisation = money.run.plan, money.run.organisations[item.organisation]
    money.write(row, item)


def _runs(money: _Money, items: Iterable[schema.Run]) -> None:
    """Write runs, the earlier first: none of them can be changed afterwards."""
    made: dict[str, AllocationRun] = {}
    for item in sorted(items, key=lambda each: each.made_at):
        made[item.id] = AllocationRun.objects.create(
            uuid=_uuid(AllocationRun, "allocation_run", money.run, item.id),
            plan=money.run.plan,
            line=money.line(item.line),
            role=item.by,
            before=made.get(item.before or ""),
            **_plain(item, "line", "by", "before"),
        )


def _pot(money: _Money, item: schema.Pot) -> None:
    run = money.run
    told = {"uuid": _uuid(Pot, "pot", run, item.id), "plan": run.plan, "line": money.line(item.line)}
    told |= {"lansdel": run.lansdelar.get(item.lansdel or "")}
    told |= {"criteria": [each.model_dump() for each in item.criteria]}
    apart = ("line", "lansdel", "carried_from", "criteria", "proposals", "decisions")
    row = money.pots[item.id] = money.write(Pot(**told, **_plain(item, *apart)), item)
    proposals = {each.id: _proposal(money, row, each) for each in item.proposals}
    for each in item.decisions:
        body = run.organisations[each.body] if each.body else None
        decision = PotDecision(
            pot=row, proposal=proposals[each.proposal], body=body, **_plain(each, "proposal", "body")
        )
        money.decisions[item.id, each.id] = money.write(decision, each)


def _proposal(money: _Money, pot: Pot, item: schema.Proposal) -> Proposal:
    run = money.run
    uuid = _uuid(Proposal, "proposal", run, item.id)
    row = money.write(Proposal(uuid=uuid, plan=run.plan, pot=pot, **_plain(item, "lines")), item)
    for each in item.lines:
        line = ProposalLine(
            proposal=row,
            initiative=money.initiatives.get(each.initiative or ""),
            goal=run.goals.get(each.goal or ""),
            lansdel=run.lansdelar.get(each.lansdel or ""),
            area=run.areas[each.area] if each.area else None,
            **_plain(each, "initiative", "goal", "lansdel", "area"),
        )
        money.write(line, each)
    return row


def _award(money: _Money, item: schema.Award) -> None:
    run = money.run
    row = Award(
        uuid=_uuid(Award, "award", run, item.id),
        plan=run.plan,
        initiative=money.initiatives.get(item.initiative or ""),
        pot=money.pots[item.pot] if item.pot else None,
        line=money.line(item.line),
        source_text=item.source_text or "",
        decision=money.decisions[item.pot, item.decision] if item.pot and item.decision else None,
        organisation=run.organisations[item.organisation] if item.organisation else None,
        **_plain(item, "initiative", "pot", "line", "decision", "organisation", "entries"),
    )
    money.write(row, item)
    made: dict[str, LedgerEntry] = {}
    for each in item.entries:
        corrects = made[each.corrects] if each.corrects else None
        told = _plain(each, "corrects", "by")
        made[each.id] = LedgerEntry.objects.create(award=row, corrects=corrects, role=each.by, **told)


def _long_view(money: _Money, item: schema.LongView) -> None:
    organisations = money.run.organisations
    row = LongView(
        initiative=money.initiatives[item.initiative],
        cost_carrier=organisations[item.cost_carrier],
        answers=dict(item.answers),
        **_plain(item, "initiative", "cost_carrier", "benefit_carriers", "answers"),
    )
    money.write(row, item)
    row.benefit_carriers.set([organisations[key] for key in item.benefit_carriers])
