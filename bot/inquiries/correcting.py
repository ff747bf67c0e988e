"""What staff know better than the reading: topics and organisation, and what hangs together."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.inquiries import claiming, splitting
from bot.inquiries.change import Change, changing
from bot.inquiries.errors import NoSuchNumber, SameInquiry
from bot.staff import permissions
from storage import answers, inquiries, parties, rounds


async def correct(desk: Desk, inquiry_id: int, user: str, topics: Sequence[str], organisation: str) -> None:
    """Say what an inquiry is about and whose it is; only what differs is changed."""
    async with changing(desk, inquiry_id, user) as change:
        changed = {**_topics(change, topics), **await _organisation(change, " ".join(organisation.split()))}
        if changed:
            await claiming.free_for_who_may_act(change.session, desk, change.inquiry)
            await splitting.follow(change.session, desk, change.inquiry, change.now)
            await change.record("corrected", **changed)


async def link(desk: Desk, inquiry_id: int, user: str, number: str) -> None:
    """Record that an inquiry belongs together with another; each keeps its own thread and answer."""
    async with changing(desk, inquiry_id, user) as change:
        other = await inquiries.by_reference(change.session, number.strip())
        if other is None:
            raise NoSuchNumber(number)
        if other.id == inquiry_id:
            raise SameInquiry
        await permissions.require(change.session, desk, other, user)
        if other.id in {each.id for each in await inquiries.linked(change.session, inquiry_id)}:
            return
        await inquiries.link(change.session, inquiry_id, other.id)
        await change.record("linked", to=other.reference)
        there = Change(change.session, await inquiries.locked(change.session, other.id), user, change.now)
        await there.record("linked", to=change.inquiry.reference)


async def link_round(desk: Desk, inquiry_id: int, user: str, key: str) -> None:
    """Record that an inquiry is about a written round; raises :class:`NoSuchNumber`."""
    async with changing(desk, inquiry_id, user) as change:
        of = await rounds.by_key(change.session, key)
        if of is None:
            raise NoSuchNumber(key)
        if of.id not in {each.id for each in await answers.rounds_of(change.session, inquiry_id)}:
            await answers.link_round(change.session, inquiry_id, of.id)
            await change.record("linked", to=of.title)


def _topics(change: Change, topics: Sequence[str]) -> dict[str, list[str]]:
    before, after = list(change.inquiry.topics), list(topics)
    if before == after:
        return {}
    change.inquiry.topics = after
    return {"topics_before": before, "topics_after": after}


async def _organisation(change: Change, name: str) -> dict[str, str | None]:
    """Let the inquiry, and its writer from now on, belong to the organisation of a name, known or new."""
    before = await inquiries.organisation_name(change.session, change.inquiry)
    if not name or name == before:
        return {}
    organisation = await parties.organisation_named(change.session, name, change.now)
    if change.inquiry.contact_id is not None:
        contact = await parties.contact(change.session, change.inquiry.contact_id)
        if contact.organisation_id == change.inquiry.organisation_id:
            contact.organisation_id = organisation.id
    change.inquiry.organisation_id = organisation.id
    return {"organisation_before": before, "organisation_after": organisation.name}
