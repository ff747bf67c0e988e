"""What cards and thread messages show, read from the record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import handling, lifecycle, routing, sending_again, splitting
from bot.rounds import guesses as round_guesses
from bot.slack.cards import parts as part_cards
from bot.slack.cards import thread
from bot.slack.cards.inquiry import Elsewhere, Guess, InquiryCard, RoundGuess
from bot.slack.cards.parts import OfficeAsked, QuestionOf
from bot.slack.cards.post import Post
from bot.slack.cards.why import Reading, Verdict, Why
from bot.slack.cards.wording import Wording
from nlp.taxonomy import OUT_OF_SCOPE
from storage import answers, beside, correspondence, inquiries, merged, notes, parts, refused
from storage.beside import Beside
from storage.leases import Leased
from storage.parts import Part
from storage.tables import Correspondence, Event, Inquiry, OutboxRow


async def card(session: AsyncSession, desk: Desk, inquiry: Inquiry, now: datetime) -> InquiryCard:
    """Everything on an inquiry's card, as it is now."""
    if inquiry.emptied_at is not None:
        return _emptied(inquiry, now)
    first = await correspondence.first_received(session, parts.whole_of(inquiry))
    question = await _question(session, inquiry, first) if inquiry.part_of else None
    there = await beside.of(session, inquiry)
    linked = await inquiries.linked(session, inquiry.id) if there.linked else []
    joined = await merged.members(session, inquiry.id) if there.merged else []
    about = await answers.rounds_of(session, inquiry.id) if there.rounds else []
    asked = await parts.asked_in(session, inquiry.id, settled=True) if there.asked else []
    maybe = await round_guesses.asked(session, inquiry) if there.invited else {}
    main = await inquiries.get(session, inquiry.merged_into) if inquiry.merged_into else None
    return InquiryCard(
        inquiry_id=inquiry.id,
        reference=inquiry.reference,
        status=lifecycle.Status(inquiry.status),
        organisation=await inquiries.organisation_name(session, inquiry),
        sender=inquiry.sender,
        sender_name=inquiry.sender_name,
        subject=inquiry.subject,
        excerpt=question[0] if question else first.text,
        initiative=inquiry.initiative,
        topics=inquiry.topics,
        confidence=inquiry.confidence,
        accepted=inquiry.accepted,
        deadline=inquiry.first_answer_due,
        now=now,
        claimed_by=inquiry.claimed_by,
        answered_at=inquiry.answered_at,
        closed_at=inquiry.closed_at,
        snoozed_until=inquiry.snoozed_until,
        attachments=first.attachments,
        linked=[other.reference for other in linked if not _is_shown_as_part(inquiry, other)],
        doubts=[
            *(first.doubts or ()),
            *await _refused(session, inquiry, first, there),
            *(await _sent_again(session, inquiry) if there.mail_waits else []),
        ],
        guesses=() if inquiry.accepted or main else _guesses(desk, inquiry),
        goes_on_in=Elsewhere(main.reference) if main else None,
        round_guesses=[RoundGuess(of.id, of.title, of.key, of.deadline) for of in maybe.values()],
        handed_to=await round_guesses.handed(session, inquiry) if about else None,
        rounds=[of.title for of in about],
        merged=[other.reference for other in joined],
        asked=[office_asked(desk, each) for each in asked],
        question_of=question[1] if question else None,
        phoned_by=_who_took_the_call(inquiry, first, there),
        confidential=inquiry.confidential is not None,
    )


def _emptied(inquiry: Inquiry, now: datetime) -> InquiryCard:
    return InquiryCard(
        inquiry_id=inquiry.id,
        reference=inquiry.reference,
        status=lifecycle.Status(inquiry.status),
        organisation=None,
        sender="",
        sender_name="",
        subject="",
        excerpt="",
        initiative=inquiry.initiative,
        topics=inquiry.topics,
        confidence=inquiry.confidence,
        accepted=inquiry.accepted,
        deadline=inquiry.first_answer_due,
        now=now,
        closed_at=inquiry.closed_at,
        emptied_at=inquiry.emptied_at,
    )


async def _question(session: AsyncSession, inquiry: Inquiry, first: Correspondence) -> tuple[str, QuestionOf]:
    """What an office is asked of an inquiry, and that inquiry as its card shows it."""
    asked = await parts.get(session, inquiry.id)
    main = await inquiries.get(session, asked.main_id)
    of = QuestionOf(
        reference=main.reference,
        number=asked.number,
        asked_by=asked.asked_by,
        letter=first.text,
        withdrawn=asked.withdrawn_at is not None,
        answer=splitting.answer_of(Part(asked, inquiry)),
        answered_by=asked.answered_by,
    )
    return asked.question, of


def _who_took_the_call(inquiry: Inquiry, first: Correspondence, there: Beside) -> str | None:
    came_in_writing = first.ledger_id is not None or inquiry.part_of is not None
    return None if came_in_writing else there.phoned_by


def office_asked(desk: Desk, part: Part) -> OfficeAsked:
    """A question as the card of the inquiry shows it."""
    return OfficeAsked(
        number=part.asked.number,
        reference=part.inquiry.reference,
        office=desk.office_name(part.inquiry.office, desk.settings.slack.language),
        question=part.inquiry.subject,
        status=lifecycle.Status(part.inquiry.status),
        claimed_by=part.inquiry.claimed_by,
        answered=bool(splitting.answer_of(part)),
    )


def _is_shown_as_part(inquiry: Inquiry, other: Inquiry) -> bool:
    """Whether another inquiry is a question of this one, or the other way round: that has its own place."""
    return other.part_of == inquiry.id or inquiry.part_of == other.id


async def why(session: AsyncSession, desk: Desk, inquiry: Inquiry, now: datetime) -> Why:
    """How an inquiry was classified: what the model said, and what people have said since."""
    history = await inquiries.history(session, inquiry.id)
    reading = _reading(inquiry, history[0].at, desk.settings.nlp.accept)
    return Why(inquiry.reference, reading, list(_verdicts(reading, history)), now)


async def thread_post(session: AsyncSession, row: Leased | OutboxRow, words: Wording, now: datetime) -> Post:
    """What a parcel says in a card's thread."""
    payload = row.payload
    match payload["what"]:
        case "note":
            return thread.note(await notes.get(session, payload["note"]), words)
        case "again":
            return thread.again(row.inquiry_id or 0, payload, words, now)
        case "merged" | "parted":
            return await _about_other(session, row, words)
        case "part_answered":
            return await _part_answered(session, payload, words)
        case what if what in _SAID:
            return _SAID[what](payload, words)
    return await _about_letter(session, row, words, now)


_SAID: dict[str, Callable[[Mapping[str, Any], Wording], Post]] = {
    "bounce": lambda payload, words: thread.machine_mail("bounce", payload["details"], words),
    "auto_reply": lambda payload, words: thread.machine_mail("auto_reply", payload["details"], words),
    "returned": lambda said, words: thread.undelivered("returned", said["to"], said["cause"], words),
    "delayed": lambda said, words: thread.undelivered("delayed", said["to"], said["cause"], words),
    "complained": lambda said, words: thread.complained(said["to"], words),
    "absent": lambda said, words: thread.absent(said["who"], said["back_on"], words),
    "spent": lambda said, words: thread.spent(said["who"], words),
    "overtaken": lambda _payload, words: thread.overtaken(words),
    "handed": lambda payload, words: thread.handed(payload["to"], payload["by"], words),
    "sent_back": lambda payload, words: thread.sent_back(
        payload["to"], payload["by"], payload["reason"], words
    ),
    "file_not_fetched": lambda payload, words: thread.file_not_fetched(
        payload["name"], payload["who"], payload["reason"], words
    ),
    "file_infected": lambda said, words: thread.file_infected(said["name"], said["who"], words),
    "file_found_infected": lambda said, words: thread.file_found_infected(said["name"], said["who"], words),
    "own_file_infected": lambda said, words: thread.own_file_infected(said["name"], words),
    "file_lost": lambda payload, words: thread.file_lost(payload["name"], words),
}
"""What is said from the parcel alone."""


async def updated_post(
    session: AsyncSession, desk: Desk, row: Leased | OutboxRow, words: Wording, now: datetime
) -> Post:
    """What a message becomes."""
    if row.payload["what"] == "moved":
        inquiry = await inquiries.get(session, row.inquiry_id or 0)
        office = desk.office_name(row.payload["office"], words.texts.language)
        return thread.moved(inquiry.reference, office, words)
    if row.payload["what"] == "again_over":
        return thread.again_over(row.payload, words, now)
    return await _letter_shown(session, row, words, now)


async def _sent_again(session: AsyncSession, inquiry: Inquiry) -> list[dict[str, str]]:
    """Say which letters came back for now, and when each is sent again."""
    return [
        {
            "what": "again",
            "name": row.payload["to"],
            "cause": row.payload["cause"],
            "at": row.due_at.isoformat(),
        }
        for row in await sending_again.waiting(session, inquiry.id)
    ]


async def _refused(
    session: AsyncSession, inquiry: Inquiry, first: Correspondence, there: Beside
) -> list[dict[str, str]]:
    """Say of those who wait for an answer whether our letters have not reached them since they last wrote."""
    is_only = there.newest_letter == first.id
    newest = first if is_only else await correspondence.last_received(session, first.inquiry_id)
    waiting = {inquiry.sender, first.reply_to or first.sender, newest.reply_to or newest.sender}
    marked = await refused.among(session, waiting, newest.at)
    return [{"what": "refused", "name": each.email, "cause": each.cause} for each in marked]


async def _part_answered(session: AsyncSession, payload: Mapping[str, Any], words: Wording) -> Post:
    inquiry = await inquiries.get(session, payload["part"])
    part = Part(await parts.get(session, payload["part"]), inquiry)
    main = await inquiries.get(session, part.asked.main_id)
    return part_cards.answered(
        part, payload["by"], main.claimed_by or part.asked.asked_by, payload["missing"], words
    )


async def _about_other(session: AsyncSession, row: Leased | OutboxRow, words: Wording) -> Post:
    other, who = await inquiries.get(session, row.payload["other"]), row.payload["who"]
    if row.payload["what"] == "parted":
        return thread.parted(other, who, words)
    written = [each for each in await merged.letters(session, other.id) if each.state in ("received", "sent")]
    return thread.merged(other, who, [each for each in written if each.kind == "letter"], words)


async def _about_letter(
    session: AsyncSession, row: Leased | OutboxRow, words: Wording, now: datetime
) -> Post:
    letter = await correspondence.letter(session, row.payload["letter"])
    match row.payload["what"]:
        case "follow_up":
            return thread.follow_up(letter, words, now)
        case "message_edited" | "message_deleted" as what:
            return thread.changed(what, letter, datetime.fromisoformat(row.payload["at"]), words, now)
        case "undeliverable":
            return thread.undeliverable(letter, row.payload["reason"], words)
    return await _letter_shown(session, row, words, now)


async def _letter_shown(
    session: AsyncSession, row: Leased | OutboxRow, words: Wording, now: datetime
) -> Post:
    """Show a letter of ours as what it is now: awaiting approval, held, sent, taken back or undeliverable."""
    letter = await correspondence.letter(session, row.payload["letter"])
    quoted = (await correspondence.letter(session, letter.quotes)).text if letter.quotes else ""
    match letter.state:
        case "awaiting":
            return thread.preview_awaiting(letter, words, quoted)
        case "sent":
            return thread.preview_sent(letter, words, now, quoted)
        case "withdrawn":
            return thread.preview_withdrawn(letter, words)
        case "failed":
            return thread.preview_failed(letter, words)
    leaves = row.payload.get("leaves")
    return thread.preview(letter, datetime.fromisoformat(leaves) if leaves else letter.at, words, quoted)


def _reading(inquiry: Inquiry, at: datetime, accept: float) -> Reading | None:
    """What the model said, from its scores: the inquiry itself says what holds now."""
    scores = inquiry.scores
    if not scores:
        return None
    # where all are alike there was no word to go by, and the model says that it is outside the remit
    initiative = max(scores, key=lambda key: (scores[key], key in OUT_OF_SCOPE))
    share = scores[initiative]
    return Reading(initiative, share, accepted=share >= accept, model=inquiry.model, at=at)


def _verdicts(reading: Reading | None, history: Sequence[Event]) -> Iterator[Verdict]:
    """What people made of the reading. Sent on as what it was already taken for, it has no new verdict."""
    said, settled = (reading.initiative, reading.accepted) if reading else (None, False)
    for event in history:
        if event.what in handling.CLASSIFYING:
            after = event.details["initiative"]
            if after != said or not settled:
                yield Verdict(event.actor, event.at, said, after)
            said, settled = after, True


def _guesses(desk: Desk, inquiry: Inquiry) -> list[Guess]:
    likeliest = routing.guesses(inquiry.scores, desk.settings.route, desk.offices)
    return [
        Guess(initiative, inquiry.scores[initiative], office.key, office.name)
        for initiative, office in likeliest
    ]
