"""What is said beside an inquiry's card: in its thread, to its claimer, in the office's channel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from bot.dates import written_day
from bot.slack.cards import attachments
from bot.slack.cards.blocks import Block, actions, button, context, section
from bot.slack.cards.doubts import doubts
from bot.slack.cards.outside import outside, person, quotations, safe_line, writer, writers
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from consultation.retries import PAUSES
from storage.outbox import unnamed
from storage.tables import Correspondence, Inquiry, Note

PART = 2400
MOST_PARTS = 4
"""With what is quoted below, no more than Slack takes in one message (``post.TOGETHER``); the rest of a
longer letter is behind *Vis original*."""
LETTERS = 4
QUOTED_PARTS = 1
SUBJECT_SHOWN = 200
DETAILS_SHOWN = 400


def follow_up(letter: Correspondence, words: Wording, now: datetime) -> Post:
    """A later letter from outside."""
    who = writer(letter.sender) or words("card-unknown-sender")
    head = words("thread-follow-up", who=who, when=words.date(letter.at, now))
    names = attachments.named(letter.attachments, words)
    return Post(
        head,
        [
            section(head),
            *doubts(letter.doubts or (), letter.sender, words, now),
            *_quoted(letter.text, words),
            *([context(names)] if names else []),
        ],
    )


def changed(what: str, letter: Correspondence, at: datetime, words: Wording, now: datetime) -> Post:
    """A message in Slack that its writer edited or deleted; ``letter`` is the edited one."""
    head = words(f"thread-{what.replace('_', '-')}", who=writer(letter.sender), when=words.date(at, now))
    quoted = _quoted(letter.text, words) if what == "message_edited" else []
    return Post(head, [section(head), *quoted])


def note(kept: Note, words: Wording) -> Post:
    """An internal note."""
    head = words("thread-note", who=f"<@{kept.author}>")
    return Post(head, [section(head), *_quoted(kept.text, words)])


def preview(letter: Correspondence, leaves: datetime, words: Wording, quoted: str = "") -> Post:
    """The letter as it will leave, while it is held: with the button that takes it back.

    ``quoted`` is what is quoted below the letter.
    """
    head = words("thread-preview", clock=words.clock(leaves))
    buttons = actions([_undo(letter, words)], f"letter:{letter.id}/undo")
    return Post(head, [section(head), *_approved(letter, words), *_letter(letter, words, quoted), buttons])


def preview_awaiting(letter: Correspondence, words: Wording, quoted: str = "") -> Post:
    """The letter exactly as it will leave once a colleague has approved it."""
    head = words("thread-awaiting", who=f"<@{letter.author}>")
    value = f"{letter.inquiry_id}:{letter.id}"
    buttons = [
        button(words("button-approve"), "inquiry.approve", value, "primary"),
        button(words("button-send-back"), "inquiry.sendback", value),
        _undo(letter, words),
    ]
    rows = [*_letter(letter, words, quoted), actions(buttons, f"letter:{letter.id}/approval")]
    return Post(head, [section(head), *rows])


def preview_sent(letter: Correspondence, words: Wording, now: datetime, quoted: str = "") -> Post:
    """The letter when it has left; a good one may become a standard answer."""
    head = words("thread-sent", who=f"<@{letter.author}>", when=words.date(letter.at, now))
    keep = button(words("button-keep-answer"), "answer.keep", str(letter.id))
    rows = [*_approved(letter, words), *_letter(letter, words, quoted)]
    return Post(head, [section(head), *rows, actions([keep], f"letter:{letter.id}/keep")])


def sent_back(to: str, by: str, reason: str, words: Wording) -> Post:
    """Why an answer was not approved, said to its writer in the thread."""
    head = words("thread-sent-back", who=f"<@{by}>", to=f"<@{to}>")
    return Post(head, [section(head), *_quoted(reason, words)])


def preview_withdrawn(letter: Correspondence, words: Wording) -> Post:
    """The letter when it was taken back: it is kept as a draft."""
    head = words("thread-withdrawn", who=f"<@{letter.author}>")
    return Post(head, [section(head), *_letter(letter, words)])


def preview_failed(letter: Correspondence, words: Wording) -> Post:
    """The letter when it could not be delivered to anybody."""
    head = words("thread-failed", who=f"<@{letter.author}>")
    return Post(head, [section(head), *_letter(letter, words)])


def spent(who: str, words: Wording) -> Post:
    """A letter that was not acknowledged, as its writer has had enough of that for a day."""
    return _line(words("thread-spent", who=writer(who)))


def overtaken(words: Wording) -> Post:
    """A letter that was stopped because something new arrived while it was held."""
    return _line(words("thread-overtaken"))


def file_lost(name: str, words: Wording) -> Post:
    """A file that could not be fetched, so that its letter does not leave."""
    return _line(words("thread-file-lost", name=safe_line(name, DETAILS_SHOWN)))


def own_file_infected(name: str, words: Wording) -> Post:
    """A file of ours that holds a virus, so that its letter does not leave."""
    return _line(words("thread-own-file-infected", name=safe_line(name, DETAILS_SHOWN)))


def file_infected(name: str, who: str, words: Wording) -> Post:
    """A file that somebody attached in Slack and that nobody may have."""
    return _line(words("thread-file-infected", name=safe_line(name, DETAILS_SHOWN), who=writer(who)))


def file_found_infected(name: str, who: str, words: Wording) -> Post:
    """A file that could not be looked into when it came, and holds a virus."""
    return _line(words("thread-file-found-infected", name=safe_line(name, DETAILS_SHOWN), who=writer(who)))


def file_not_fetched(name: str, who: str, reason: str, words: Wording) -> Post:
    """A file that somebody attached in Slack and that could not be fetched."""
    named, why = safe_line(name, DETAILS_SHOWN), safe_line(reason, DETAILS_SHOWN)
    return _line(words("thread-file-not-fetched", name=named, who=writer(who), reason=why))


def undeliverable(letter: Correspondence, reason: str, words: Wording) -> Post:
    """A letter that could not be delivered."""
    to = writers(letter.recipients)
    return _line(words("thread-undeliverable", to=to, reason=safe_line(reason, DETAILS_SHOWN)))


def undelivered(what: str, to: str, cause: str, words: Wording) -> Post:
    """A letter of ours that did not arrive, or is late (``returned``, ``delayed``)."""
    why = words("bounce-cause", cause=cause)
    whom = writers([to]) if to else words("thread-somebody")
    return _line(words(f"thread-{what}", to=whom, cause=why))


def again(inquiry_id: int, said: Mapping[str, Any], words: Wording, now: datetime) -> Post:
    """A letter of ours that came back for now: when it is sent again, and the button that stops that."""
    text = words(
        "thread-again",
        to=writers([said["to"]]),
        cause=words("bounce-cause", cause=said["cause"]),
        when=words.date(datetime.fromisoformat(said["at"]), now),
        number=said["number"],
        most=len(PAUSES),
    )
    value = f"{inquiry_id}:{said['letter']}:{unnamed(said['to'])}"
    stop = button(words("button-not-again"), "inquiry.not_again", value)
    return Post(text, [section(text), actions([stop], f"letter:{said['letter']}/again:{said['number']}")])


def again_over(said: Mapping[str, Any], words: Wording, now: datetime) -> Post:
    """What became of a letter that was to be sent again."""
    when = words.date(datetime.fromisoformat(said["at"]), now)
    who = person(said["who"]) if said["who"] else ""
    to = writers([said["to"]])
    return _line(words("thread-again-over", outcome=said["outcome"], to=to, when=when, who=who))


def complained(to: str, words: Wording) -> Post:
    """A letter of ours that somebody reported as unwanted."""
    return _line(words("thread-complained", to=writers([to])))


def absent(who: str, back_on: str | None, words: Wording) -> Post:
    """An automatic reply, and when its writer is back."""
    day = written_day(date.fromisoformat(back_on), words.texts.language) if back_on else ""
    return _line(words("thread-absent" if day else "thread-automatic", who=writer(who), day=day))


def machine_mail(what: str, details: str, words: Wording) -> Post:
    """A bounce or an absence on one of our letters."""
    return _line(words(f"thread-{what.replace('_', '-')}", details=safe_line(details, DETAILS_SHOWN)))


def reminder(inquiry: Inquiry, link: str | None, words: Wording, now: datetime) -> Post:
    """A nudge to the one who has the inquiry, said to them alone."""
    return _pointer("thread-reminder", inquiry, link, words, now)


def reminder_of_deputy(inquiry: Inquiry, link: str | None, words: Wording, now: datetime) -> Post:
    """The same nudge to who stands in while the one who has the inquiry is away."""
    return _pointer("thread-reminder-deputy", inquiry, link, words, now, who=f"<@{inquiry.claimed_by}>")


def unclaimed(inquiry: Inquiry, link: str | None, words: Wording, now: datetime) -> Post:
    """The same nudge to the office, where nobody has the inquiry."""
    return _pointer("thread-unclaimed", inquiry, link, words, now)


def escalation(inquiry: Inquiry, link: str | None, words: Wording, now: datetime) -> Post:
    """A word to the office's channel that an inquiry is still unanswered."""
    held = (
        words("card-holder", who=f"<@{inquiry.claimed_by}>") if inquiry.claimed_by else words("card-unheld")
    )
    return _pointer("thread-escalation", inquiry, link, words, now, holder=held)


def merged(other: Inquiry, who: str, letters: Sequence[Correspondence], words: Wording) -> Post:
    """An inquiry that goes on in this one from now on, with what was written there."""
    head = words("thread-merged", reference=other.reference, who=f"<@{who}>")
    quoted = [block for letter in letters[:LETTERS] for block in _quoted(letter.text, words, 1)]
    more = [context(words("thread-shortened"))] if len(letters) > LETTERS else []
    return Post(head, [section(head), *quoted, *more])


def parted(other: Inquiry, who: str, words: Wording) -> Post:
    """An inquiry that goes on by itself again."""
    return _line(words("thread-parted", reference=other.reference, who=f"<@{who}>"))


def handed(to: str, by: str, words: Wording) -> Post:
    """An inquiry that a colleague was given, who is mentioned and so told."""
    return _line(words("thread-handed", who=f"<@{by}>", to=f"<@{to}>"))


def moved(reference: str, office: str, words: Wording) -> Post:
    """What is left of a card that moved to another office."""
    return _line(words("card-moved", reference=reference, office=outside(office)))


def not_shown(reference: str, words: Wording) -> Post:
    """What stands in for a message that Slack refused."""
    return _line(words("thread-not-shown", reference=reference))


def _pointer(
    key: str, inquiry: Inquiry, link: str | None, words: Wording, now: datetime, **values: str
) -> Post:
    head = words(
        key,
        reference=f"<{link}|{inquiry.reference}>" if link else inquiry.reference,
        subject=_subject(inquiry, words),
        deadline=words.deadline(inquiry.first_answer_due, now),
        late="yes" if now > inquiry.first_answer_due else "no",
        **values,
    )
    return _line(head)


def _subject(inquiry: Inquiry, words: Wording) -> str:
    if inquiry.confidential is not None:
        return words("sealed-subject")
    return safe_line(inquiry.subject, SUBJECT_SHOWN) or words("card-no-subject")


def _line(text: str) -> Post:
    return Post(text, [section(text)])


def _letter(letter: Correspondence, words: Wording, quoted: str = "") -> list[Block]:
    to = writers(letter.recipients)
    subject = safe_line(letter.subject, SUBJECT_SHOWN)
    names = attachments.named([each["name"] for each in letter.attachments], words)
    below = [context(words("letter-quotes")), *_quoted(quoted, words, QUOTED_PARTS)] if quoted else []
    head = words("letter-to", to=to, subject=subject)
    if letter.copies:
        head += "\n" + words("letter-copies", to=writers(letter.copies))
    most = MOST_PARTS - QUOTED_PARTS if quoted else MOST_PARTS
    blocks = [context(head), *_quoted(letter.text, words, most), *below]
    return [*blocks, *([context(names)] if names else [])]


def _undo(letter: Correspondence, words: Wording) -> Block:
    return button(words("button-undo"), "inquiry.undo", f"{letter.inquiry_id}:{letter.id}", "danger")


def _approved(letter: Correspondence, words: Wording) -> list[Block]:
    by = letter.approved_by
    return [context(words("letter-approved", who=f"<@{by}>"))] if by else []


def _quoted(text: str, words: Wording, most: int = MOST_PARTS) -> list[Block]:
    blocks = [section(part) for part in islice(quotations(text, PART), most + 1)]
    if len(blocks) > most:
        blocks[most:] = [context(words("thread-shortened"))]
    return blocks or [section(words("card-no-text"))]
