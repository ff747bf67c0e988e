"""An inquiry on behalf of somebody who phoned: read and routed as a letter is, opened by a colleague.

Nothing goes back unless there is an address and an acknowledgement is wished for.
"""

from dataclasses import dataclass

from bot.desk import Desk
from bot.inquiries import intake
from bot.inquiries.answering import addresses_in
from bot.inquiries.errors import BadRecipients
from bot.inquiries.incoming import Incoming
from nlp.understanding import Understanding
from storage import inquiries, parties
from storage.tables import Inquiry

UNREAD = Understanding(language="other", initiative="none", confidence=0.0, accepted=False, scores={})
"""What stands in for a reading where the model can't be asked: it goes to triage."""
NO_MODEL = "none"


@dataclass(frozen=True)
class Call:
    """What a colleague took down. ``address`` may be empty; all is as it was typed."""

    name: str
    organisation: str
    address: str
    subject: str
    text: str
    acknowledge: bool = False


def why_not(call: Call) -> tuple[str, str] | None:
    """Name what is wrong with a call: the field and a key of the texts; None where nothing is."""
    if not call.name.strip() and not call.organisation.strip():
        return "name", "refused-nobody-phoned"
    if call.address.strip() and _address(call) is None:
        return "address", "refused-bad-recipients"
    if call.acknowledge and not call.address.strip():
        return "address", "refused-no-address"
    return None


async def take_down(desk: Desk, call: Call, reading: Understanding | None, user: str) -> Inquiry:
    """Open the inquiry, and record who took the call."""
    now = desk.clock.now()
    letter = Incoming(
        sender=_address(call) or "",
        sender_name=call.name.strip(),
        subject=call.subject.strip(),
        text=call.text.strip(),
        full_text=None,
        received_at=now,
        may_be_answered=call.acknowledge,
    )
    understood = intake.Understood(reading or UNREAD, (reading and reading.model) or NO_MODEL)
    async with desk.database.transaction() as session:
        inquiry = await intake.open_inquiry(session, desk, letter, understood, now)
        if name := call.organisation.strip():
            inquiry.organisation_id = (await parties.organisation_named(session, name, now)).id
        await inquiries.record(session, inquiry.id, now, user, "phoned")
    desk.nudge()
    return inquiry


def _address(call: Call) -> str | None:
    try:
        [address] = addresses_in(call.address)
    except (BadRecipients, ValueError):
        return None
    return address.lower()
