"""An inquiry's card: what staff see in their office's channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.inquiries.lifecycle import OPEN, Status
from bot.slack.cards import attachments, parts
from bot.slack.cards.blocks import Block, actions, button, context, overflow, section
from bot.slack.cards.doubts import doubts
from bot.slack.cards.outside import outside, plain_line, quotation, safe_line, writer
from bot.slack.cards.parts import OfficeAsked, QuestionOf
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording

SUBJECT_SHOWN = 200
EXCERPT_SHOWN = 700
NAME_SHOWN = 120
LINKS_SHOWN = 5
TOPICS_SHOWN = 8
BETWEEN = "   ·   "


@dataclass(frozen=True)
class Guess:
    """An initiative that it may be about, how likely that is, and the office that would get it."""

    initiative: str
    share: float
    office: str
    office_name: str


@dataclass(frozen=True)
class RoundGuess:
    """A round that the letter may be an answer to, and until when it is answered in time."""

    round_id: int
    title: str
    key: str
    deadline: datetime


@dataclass(frozen=True)
class Elsewhere:
    """The inquiry in which one goes on, with the address of its card where it has one."""

    reference: str
    link: str | None = None


@dataclass(frozen=True)
class InquiryCard:
    """What the card shows; text from outside is raw here and made safe when drawn."""

    inquiry_id: int
    reference: str
    status: Status
    organisation: str | None
    sender: str
    sender_name: str
    subject: str
    excerpt: str
    initiative: str
    topics: Sequence[str]
    confidence: float
    accepted: bool
    deadline: datetime
    now: datetime
    claimed_by: str | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    snoozed_until: datetime | None = None
    attachments: Sequence[str | Mapping[str, Any]] = ()
    linked: Sequence[str] = ()
    doubts: Sequence[Mapping[str, str]] = ()
    """What is doubtful about the sender, or could not be read, as ``Correspondence.doubts`` has it."""
    guesses: Sequence[Guess] = ()
    round_guesses: Sequence[RoundGuess] = ()
    """At most five."""
    goes_on_in: Elsewhere | None = None
    rounds: Sequence[str] = ()
    """Titles of the rounds that it is about."""
    handed_to: str | None = None
    """The title of the round that its letter was handed to."""
    merged: Sequence[str] = ()
    """Numbers of those that go on in this one."""
    asked: Sequence[OfficeAsked] = ()
    """Questions of it to other offices."""
    question_of: QuestionOf | None = None
    """The inquiry that it is a question of."""
    phoned_by: str | None = None
    """Who took the call that it began with."""
    confidential: bool = False
    """Whether only some may see more than its head."""
    emptied_at: datetime | None = None
    """Set once its time was up, and there is nothing to see any more."""


def draw(card: InquiryCard, words: Wording) -> Post:
    """Draw the card as it stands now; of a confidential inquiry its head alone."""
    if card.emptied_at is not None:
        return _emptied(card, card.emptied_at, words)
    if card.confidential:
        return _sealed(card, words)
    blocks = [
        section(_headline(card, words)),
        context(_state(card, words)),
        *doubts(card.doubts, card.sender, words, card.now),
        *([parts.whose(card.question_of, words)] if card.question_of else []),
        section(quotation(card.excerpt, EXCERPT_SHOWN) or words("card-no-text")),
        *(parts.answer(card.question_of, words) if card.question_of else [context(_about(card, words))]),
        *parts.asked(card.asked, words),
        *_beside(card, words),
        *_guesses(card, words),
        *_round_guesses(card, words),
        _buttons(card, words),
    ]
    return Post(_fallback(card, words), blocks)


def _sealed(card: InquiryCard, words: Wording) -> Post:
    text = words("card-sealed", reference=card.reference)
    return Post(text, [section(text), context(_state(card, words)), _buttons(card, words)])


def _emptied(card: InquiryCard, at: datetime, words: Wording) -> Post:
    text = words("card-emptied", reference=card.reference)
    closed = words.date(card.closed_at or at, card.now)
    when = words("card-emptied-when", closed=closed, emptied=words.date(at, card.now))
    return Post(text, [section(text), context(when)])


def draw_bare(card: InquiryCard, words: Wording) -> Post:
    """Draw the card without a word from outside: what is left when Slack refuses the whole one."""
    text = words("card-bare", reference=card.reference)
    return Post(text, [section(text), context(_state(card, words)), _buttons(card, words)])


def _headline(card: InquiryCard, words: Wording) -> str:
    who = _who(card, words)
    person = safe_line(card.sender_name, NAME_SHOWN)
    by = f" · {person}" if person and person != who else ""
    return f"*{card.reference}*  ·  {_bold(who)}{by}\n{_bold(_subject(card, words))}"


def _bold(text: str) -> str:
    # an asterisk of the text's own would end the bold: it is shown by its look-alike
    return f"*{text.replace('*', '∗')}*"


def _who(card: InquiryCard, words: Wording) -> str:
    named = (safe_line(name, NAME_SHOWN) for name in (card.organisation or "", card.sender_name))
    return next(filter(None, named), None) or writer(card.sender) or words("card-unknown-sender")


def _subject(card: InquiryCard, words: Wording) -> str:
    return safe_line(card.subject, SUBJECT_SHOWN) or words("card-no-subject")


def _state(card: InquiryCard, words: Wording) -> str:
    if (main := card.goes_on_in) is not None:
        named = f"<{main.link}|{main.reference}>" if main.link else main.reference
        return words("card-merged-into", main=named)
    parts = [_standing(card, words)]
    if card.claimed_by and card.status != Status.CLAIMED:
        parts.append(words("card-holder", who=f"<@{card.claimed_by}>"))
    if card.status in OPEN:
        key = "card-deadline-late" if card.now > card.deadline else "card-deadline"
        parts.append(words(key, deadline=words.deadline(card.deadline, card.now)))
    return BETWEEN.join(parts)


def _standing(card: InquiryCard, words: Wording) -> str:
    match card.status:
        case Status.CLAIMED:
            return words("card-status-claimed", who=f"<@{card.claimed_by}>")
        case Status.WAITING if card.snoozed_until:
            return words("card-snoozed", when=words.date(card.snoozed_until, card.now))
        case Status.ANSWERED:
            since = card.answered_at
        case Status.CLOSED:
            since = card.closed_at
        case _:
            since = None
    standing = words(f"card-status-{card.status}")
    return f"{standing} {words.date(since, card.now)}" if since else standing


def _about(card: InquiryCard, words: Wording) -> str:
    sure = words.confidence(card.confidence, accepted=card.accepted)
    topics = ", ".join(outside(words.topic(topic)) for topic in card.topics[:TOPICS_SHOWN])
    about = f"*{outside(words.initiative(card.initiative))}*" + (f" · {topics}" if topics else "")
    return f":label: {about}  ({sure})"


def _beside(card: InquiryCard, words: Wording) -> list[Block]:
    rounds = ", ".join(safe_line(title, NAME_SHOWN) for title in card.rounds[:LINKS_SHOWN])
    handed = safe_line(card.handed_to or "", NAME_SHOWN)
    linked, merged = ", ".join(card.linked[:LINKS_SHOWN]), ", ".join(card.merged[:LINKS_SHOWN])
    parts = [
        words("card-phoned", who=f"<@{card.phoned_by}>") if card.phoned_by else "",
        attachments.named(card.attachments, words),
        words("card-merged", references=merged) if merged else "",
        words("card-linked", references=linked) if linked else "",
        words("card-rounds", titles=rounds) if rounds and not handed else "",
        words("card-handed", title=handed) if handed else "",
    ]
    line = BETWEEN.join(filter(None, parts))
    return [context(line)] if line else []


def _guesses(card: InquiryCard, words: Wording) -> list[Block]:
    """Where it may belong, while that is not settled: a line to read and a button each."""
    if not card.guesses or card.status not in OPEN:
        return []
    lines = [words("card-unsure"), *(f"• {_guess(guess, words)}" for guess in card.guesses)]
    buttons = [
        button(
            words.initiative(guess.initiative),
            f"inquiry.guess.{number}",
            f"{card.inquiry_id}:{guess.office}:{guess.initiative}",
        )
        for number, guess in enumerate(card.guesses)
    ]
    return [section("\n".join(lines)), actions(buttons, f"inquiry:{card.inquiry_id}/guesses")]


def _round_guesses(card: InquiryCard, words: Wording) -> list[Block]:
    """Ask whether it answers a round that its sender takes part in: a line to read and a button each."""
    if not card.round_guesses or card.status not in OPEN:
        return []
    lines = [words("card-which-round"), *(f"• {_round(each, card, words)}" for each in card.round_guesses)]
    buttons = [
        button(
            words("card-to-round", title=plain_line(each.title, SUBJECT_SHOWN)),
            f"inquiry.to_round.{number}",
            f"{card.inquiry_id}:{each.round_id}",
        )
        for number, each in enumerate(card.round_guesses)
    ]
    return [section("\n".join(lines)), actions(buttons, f"inquiry:{card.inquiry_id}/rounds")]


def _round(guess: RoundGuess, card: InquiryCard, words: Wording) -> str:
    title, key = safe_line(guess.title, NAME_SHOWN), safe_line(guess.key, NAME_SHOWN)
    return words("card-round-guess", title=title, called=key, deadline=words.date(guess.deadline, card.now))


def _guess(guess: Guess, words: Wording) -> str:
    initiative, office = outside(words.initiative(guess.initiative)), outside(guess.office_name)
    return words("card-guess", initiative=initiative, office=office, percent=round(guess.share * 100))


def _buttons(card: InquiryCard, words: Wording) -> Block:
    value = str(card.inquiry_id)
    further = button(words("button-further"), "inquiry.further", value)
    show = [button(words("button-show"), "inquiry.show", "card")] if card.confidential else []
    if card.goes_on_in is not None:
        apart = button(words("button-unmerge"), "inquiry.unmerge", value)
        return actions([*show, apart, further], f"inquiry:{card.inquiry_id}/actions")
    free = card.claimed_by is None and card.status in OPEN
    claim = [button(words("button-claim"), "inquiry.claim", value, "primary")] if free else []
    is_question = card.question_of is not None
    reply = words("button-answer-colleague" if is_question else "button-reply")
    menu = parts.menu(card.status) if is_question else _menu(card.status)
    buttons = [
        *show,
        *claim,
        button(reply, "inquiry.reply", value, None if free else "primary"),
        button(words("button-reroute"), "inquiry.reroute", value),
        further,
        overflow("inquiry.more", [(each, words(f"button-{each}")) for each in menu]),
    ]
    return actions(buttons, f"inquiry:{card.inquiry_id}/actions")


def _menu(status: Status) -> list[str]:
    match status:
        case Status.ANSWERED:
            return ["note", "merge", "reopen", "close", "original"]
        case Status.CLOSED:
            return ["note", "merge", "reopen", "original"]
    return ["note", "snooze", "merge", "close", "original"]


def _fallback(card: InquiryCard, words: Wording) -> str:
    return words(
        "card-fallback", reference=card.reference, who=_who(card, words), subject=_subject(card, words)
    )
