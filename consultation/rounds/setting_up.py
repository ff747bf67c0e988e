"""A round comes into being: from its file to the record, and the check before it is sent out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.check import Document, Finding, Launch, check
from consultation.rounds.errors import KeyTaken, UnknownRound
from consultation.rounds.invitees import LANGUAGES, Invitee
from consultation.rounds.record import questions
from consultation.rounds.roundfile import RoundFile
from consultation.rounds.showing import show
from consultation.rounds.words import PartyState, RoundState
from consultation.rounds.working_days import WorkingDays
from storage import register, round_parties, rounds
from storage.tables import Party, PartyAddress, Round, RoundDocument, RoundQuestion


@dataclass(frozen=True, slots=True)
class Chosen:
    """An organisation that tags of a round chose: which of them, and where it is written to."""

    organisation_id: int
    organisation: str
    tags: tuple[str, ...]
    invitees: tuple[Invitee, ...]
    """One without an address, where nobody there is known."""


async def create(
    session: AsyncSession, file: RoundFile, documents: Mapping[str, tuple[bytes, str]], by: str, now: datetime
) -> Round:
    """Record a draft of what a file says; ``documents`` holds content and text by name.

    Raises :class:`KeyTaken`, and :class:`UnknownRound` for a parent that is not there.
    """
    if await rounds.by_key(session, file.key):
        raise KeyTaken(file.key)
    parent = await found(session, file.parent) if file.parent else None
    made = _draft(file, parent, by, now)
    await rounds.add(session, made)
    await rounds.add(
        session,
        *(
            RoundQuestion(round_id=made.id, key=each.key, position=place, text=each.text)
            for place, each in enumerate(file.questions)
        ),
        *(
            RoundDocument(
                round_id=made.id, name=name, version=1, type="", content=content, text=text, added_at=now
            )
            for name, (content, text) in documents.items()
        ),
    )
    invitees = await _with_addresses(session, file.invitees, parent) if parent else file.invitees
    await _invite_on_paper(session, made, invitees, await chosen(session, file.tags), now)
    await rounds.record(session, made.id, now, by, "created")
    await show(session, made, now)
    return made


async def found(session: AsyncSession, key: str) -> Round:
    """Return the round that is called so; raises :class:`UnknownRound`."""
    known = await rounds.by_key(session, key)
    if known is None:
        raise UnknownRound(key)
    return known


async def chosen(session: AsyncSession, tags: Sequence[str]) -> list[Chosen]:
    """Return the organisations in the register that have any of some tags, by name."""
    wanted = {" ".join(tag.split()).casefold() for tag in tags}
    organisations = await register.tagged(session, wanted) if wanted else []
    contacts = await register.contacts(session, [each.id for each in organisations])
    all_tags = await register.tags(session)
    return [
        Chosen(
            each.id,
            each.name,
            tuple(tag for tag in all_tags[each.id] if tag in wanted),
            tuple(
                Invitee(each.name, one.email, one.language if one.language in LANGUAGES else "da", one.name)
                for one in contacts.get(each.id, [])
            )
            or (Invitee(each.name, ""),),
        )
        for each in organisations
    ]


async def findings(session: AsyncSession, of: Round, calendar: WorkingDays, now: datetime) -> list[Finding]:
    """Check a round before it is sent out."""
    addresses = await round_parties.addresses(session, of.id)
    invitees = [
        Invitee(party.organisation, each)
        for party in await round_parties.of_round(session, of.id)
        for each in [address.email for address in addresses.get(party.id, [])] or [""]
    ]
    launch = Launch(
        of.opens_at or now,
        of.deadline,
        await questions(session, of.id),
        tuple(invitees),
        tuple(Document(each.name, each.text) for each in await rounds.documents(session, of.id)),
        closing_time_stated=of.closing_time_stated,
        consent_asked=of.consent is not None,
        feedback_on=date.fromisoformat(of.feedback_on) if of.feedback_on else None,
        bounced=await round_parties.bounced(session),
        asked_last_time=await _asked_last_time(session, of),
    )
    return list(check(launch, calendar, now))


def _draft(file: RoundFile, parent: Round | None, by: str, now: datetime) -> Round:
    return Round(
        key=file.key,
        kind=file.kind,
        state=RoundState.DRAFT,
        title=file.title,
        text=file.text,
        office=file.office,
        parent_id=parent.id if parent else None,
        opens_at=file.opens,
        deadline=file.deadline,
        closing_time_stated=file.closing_time_stated,
        consent=file.consent,
        feedback_on=file.feedback.isoformat() if file.feedback else None,
        reminders={"moments": sorted(file.reminders)},
        approver=file.approver,
        created_at=now,
        created_by=by,
    )


async def _with_addresses(
    session: AsyncSession, invitees: Sequence[Invitee], parent: Round
) -> Sequence[Invitee]:
    """Return invitees, those without an address with all that the parent round wrote to."""
    addresses = await round_parties.addresses(session, parent.id)
    known = {
        party.organisation.casefold(): [
            Invitee(party.organisation, each.email, party.language, each.name, party.must_hear)
            for each in addresses.get(party.id, [])
            if each.active
        ]
        for party in await round_parties.of_round(session, parent.id)
    }
    found: list[Invitee] = []
    for each in invitees:
        before = [] if each.address else known.get(each.organisation.casefold(), [])
        found += [replace(one, must_hear=one.must_hear or each.must_hear) for one in before] or [each]
    return found


async def _invite_on_paper(
    session: AsyncSession, made: Round, invitees: Sequence[Invitee], by_tags: Sequence[Chosen], now: datetime
) -> None:
    """Record the parties; several addresses of one organisation are one party's."""
    tagged = {each.organisation.casefold(): each for each in by_tags}
    every = [*invitees, *(one for each in by_tags for one in each.invitees)]
    by_name: dict[str, Party] = {}
    for each in every:
        found = tagged.get(each.organisation.casefold())
        by_name.setdefault(
            each.organisation.casefold(),
            Party(
                round_id=made.id,
                organisation=each.organisation,
                organisation_id=found.organisation_id if found else None,
                language=each.language,
                tags=list(found.tags) if found else [],
                invited=True,
                must_hear=each.must_hear,
                state=PartyState.INVITED,
                state_at=now,
                reminded=[],
            ),
        )
    await rounds.add(session, *by_name.values())
    addresses = {
        (by_name[each.organisation.casefold()].id, each.address): each.contact
        for each in reversed(every)
        if each.address
    }
    await rounds.add(
        session,
        *(
            PartyAddress(party_id=party, email=email, name=name, active=True)
            for (party, email), name in addresses.items()
        ),
    )


async def _asked_last_time(session: AsyncSession, of: Round) -> list[str]:
    """Return who was asked in the latest earlier round of the same kind and office."""
    earlier = [
        each
        for each in await rounds.newest_first(session)
        if each.id < of.id and (each.kind, each.office) == (of.kind, of.office) and each.opened_at
    ]
    if not earlier or of.parent_id:
        return []
    return [
        party.organisation for party in await round_parties.of_round(session, earlier[0].id) if party.invited
    ]
