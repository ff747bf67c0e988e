"""Whose a letter is: which inquiry it joins, and which it is only linked to. Nothing is changed here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.incoming import Incoming
from bot.inquiries.parties import domain_of
from bot.mail.parsing import ParsedMail
from bot.signed_address import read_reply_address
from storage import correspondence, inquiries, merged, parties
from storage.tables import Inquiry

REFERENCE = re.compile(r"\bFD-(?:19|20)\d\d-\d{5,}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Belongs:
    """The inquiry that a message joins, if any, and those it is only linked to."""

    inquiry_id: int | None = None
    linked: Sequence[int] = field(default=())


async def whose(session: AsyncSession, desk: Desk, mail: ParsedMail, letter: Incoming) -> Belongs:
    """Find the inquiry that a letter joins: by its signed address, else as its sender takes part in it.

    One that its sender's own domain disowns joins none, and is linked to the one it names: a person decides.
    Nor does one join what was emptied: nobody could say what it follows upon.
    """
    belongs = await named(session, desk, mail, letter.sender)
    if belongs.inquiry_id is None:
        return belongs
    if letter.unproven or await merged.is_emptied(session, belongs.inquiry_id):
        return Belongs(linked=[belongs.inquiry_id, *belongs.linked])
    return belongs


async def named(session: AsyncSession, desk: Desk, mail: ParsedMail, sender: str) -> Belongs:
    """Find the inquiry that a letter names and its sender takes part in, whether it may join it or not."""
    if (signed := signed_inquiry(desk, mail)) is not None:
        return Belongs(signed)
    linked: list[int] = []
    for candidate in await _named_inquiries(session, mail):
        if await _takes_part(session, candidate, sender):
            return Belongs(candidate.id)
        linked.append(candidate.id)
    return Belongs(linked=linked)


def signed_inquiry(desk: Desk, mail: ParsedMail) -> int | None:
    """Return the inquiry that a signed address of ours names among the recipients."""
    own = desk.own_address
    for address in (*(each.email for each in (*mail.to, *mail.cc)), *mail.delivered_to):
        read = read_reply_address(address, own, desk.key)
        if read is not None and read[0] == "i":
            return read[1]
    return None


async def _named_inquiries(session: AsyncSession, mail: ParsedMail) -> list[Inquiry]:
    """Inquiries that a message names: by the messages it refers to, then by numbers in its subject."""
    found: dict[int, Inquiry] = {}
    known = await correspondence.with_message(session, (*mail.in_reply_to, *mail.references))
    if known is not None:
        found[known] = await inquiries.get(session, known)
    for reference in REFERENCE.findall(mail.subject):
        inquiry = await inquiries.by_reference(session, reference)
        if inquiry is not None:
            found[inquiry.id] = inquiry
    return list(found.values())


async def _takes_part(session: AsyncSession, inquiry: Inquiry, sender: str) -> bool:
    """Whether the sender takes part in the thread, in person or as a colleague at the same organisation."""
    # those who wrote about one matter take part in it, whichever of its numbers they name
    main_id = await merged.main_of(session, inquiry.id)
    if await inquiries.takes_part(session, main_id, sender):
        return True
    domain = domain_of(sender)
    organisation = await parties.organisation_at(session, domain) if domain else None
    if organisation is None:
        return False
    matter = [await inquiries.get(session, main_id), *await merged.members(session, main_id)]
    return organisation.id in {each.organisation_id for each in matter}
