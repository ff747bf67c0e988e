"""The card of an answer to a round: who says what, what a person has to decide, and the buttons for it."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from bot.dates import written_day
from bot.slack.cards.blocks import Block, actions, asking_first, button, context, section, select
from bot.slack.cards.doubts import doubts
from bot.slack.cards.outside import person, quotation, safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from consultation.retries import PAUSES
from consultation.rounds import again, joining
from consultation.rounds.answers.privacy import masked
from consultation.rounds.deciding import asks_for_time, decided_by, times_decided, was_refused
from consultation.rounds.words import AnswerKind, RoundState
from storage.tables import Party, Round, Submission

NAME_SHOWN = 120
TITLE_SHOWN = 150
EXCERPT_SHOWN = 300
REASON_SHOWN = 300
DOCUMENTS_SHOWN = 5
LETTERS_SHOWN = 5
NOTHING_NEWER: Mapping[str, int] = MappingProxyType({})
_BY_MACHINE = frozenset({AnswerKind.BOUNCE, AnswerKind.AUTO_REPLY})
_MAY_GET_TIME = frozenset({RoundState.OPEN, RoundState.CLOSED})


def draw(
    submission: Submission,
    party: Party,
    of: Round,
    words: Wording,
    now: datetime,
    behind: Mapping[str, int] = NOTHING_NEWER,
) -> Post:
    """Draw an answer as it was understood, and as people have decided it.

    ``behind`` are documents of which a newer version has come since, with that which it answers.
    """
    who = safe_line(party.organisation, NAME_SHOWN) or words("card-unknown-sender")
    kind = kind_of(submission, words)
    head = words("round-answer", who=f"*{who}*", kind=kind, round=safe_line(of.title, TITLE_SHOWN))
    blocks: list[Block] = [section(head), *_doubt(submission, party, words, now)]
    if excerpt := quotation(masked(_words_of(submission)), EXCERPT_SHOWN):
        blocks.append(section(excerpt))
    if marks := _marks(submission, party, words):
        blocks.append(context(marks))
    if older := _older(behind, words):
        blocks.append(context(older))
    blocks += _state(submission, words, now)
    blocks.append(actions(_buttons(submission, party, of, words), f"submission:{submission.id}/actions"))
    return Post(words("round-fallback", who=who, kind=kind), blocks)


def draw_bare(submission: Submission, words: Wording) -> Post:
    """Draw a card without a word from outside, where Slack refuses the other."""
    text = words("round-bare", kind=words("round-kind", kind=submission.kind))
    buttons = [_original(submission, words)]
    return Post(text, [section(text), actions(buttons, f"submission:{submission.id}/actions")])


def kind_of(submission: Submission, words: Wording) -> str:
    """Name what a message is; a report on a letter that is not lost yet has words of its own."""
    kind = submission.kind
    if again.coming(submission):
        kind = "put_off"
    elif submission.reading.get("is_late"):
        kind = "late"
    elif submission.reading.get("complaint"):
        kind = "complaint"
    return words("round-kind", kind=kind)


def _doubt(submission: Submission, party: Party, words: Wording, now: datetime) -> list[Block]:
    domain, name = submission.reading.get("looks_like") or ("", "")
    found = [{"what": "looks_like", "domain": domain, "name": name}] if domain else []
    if submission.reading.get("new_address"):
        found.append({"what": "new_address", "name": party.organisation})
    return doubts(found, submission.sender, words, now)


def _words_of(submission: Submission) -> str:
    body = submission.texts[0]["text"] if submission.texts else ""
    return "\n".join(line for line in body.splitlines() if line.strip() and not line.startswith(">"))


def _marks(submission: Submission, party: Party, words: Wording) -> str:
    marks = {
        "round-late": submission.late,
        "round-uninvited": not party.invited,
        "round-cpr": submission.contains_cpr,
        "round-unread": any(each.get("unread") for each in submission.attachments),
    }
    return "   ·   ".join(words(key) for key, applies in marks.items() if applies)


def _older(behind: Mapping[str, int], words: Wording) -> str:
    shown = list(behind.items())[:DOCUMENTS_SHOWN]
    return "   ·   ".join(
        words("round-older-document", name=safe_line(name, NAME_SHOWN), version=version)
        for name, version in shown
    )


def _state(submission: Submission, words: Wording, now: datetime) -> list[Block]:
    """Say what a person has to decide, or what one has decided."""
    if submission.undecided:
        why = words("round-why", why=submission.undecided)
        return [section(words("round-undecided", why=why, kind=words("round-kind", kind=submission.kind)))]
    lines = []
    lines += [section(_again(each, words, now)) for each in again.letters(submission)[:LETTERS_SHOWN]]
    if asks_for_time(submission):
        lines.append(section(_time_wanted(submission, words)))
    if was_refused(submission):
        lines.append(context(words("round-time-refused")))
    if submission.set_aside:
        reason = safe_line(submission.set_aside, REASON_SHOWN)
        lines.append(context(words("round-set-aside", reason=reason)))
    if who := joining.made_by(submission):
        lines.append(context(words("round-made-party", who=person(who))))
    if by := decided_by(submission):
        when = words.date(datetime.fromisoformat(submission.reading["decided"]["at"]), now)
        lines.append(context(words("round-decided", who=person(by), when=when)))
    return lines


def _again(letter: Mapping[str, Any], words: Wording, now: datetime) -> str:
    """Say when a letter that came back for now is sent again, or what became of that."""
    return words(
        "round-again",
        outcome=letter.get("over", "coming"),
        to=safe_line(letter["to"], NAME_SHOWN),
        when=words.date(datetime.fromisoformat(letter.get("over_at", letter["at"])), now),
        who=person(letter.get("by", "")),
        number=letter["number"],
        most=len(PAUSES),
    )


def _time_wanted(submission: Submission, words: Wording) -> str:
    until = submission.reading.get("until")
    day = written_day(date.fromisoformat(until[:10]), words.texts.language) if until else ""
    return words("round-time-wanted", day=day, known="yes" if until else "no")


def _buttons(submission: Submission, party: Party, of: Round, words: Wording) -> list[Block]:
    stamp = f"{submission.id}:{times_decided(submission)}"
    buttons = []
    if submission.undecided:
        label = words("round-button-confirm", kind=words("round-kind", kind=submission.kind))
        buttons.append(button(label, "submission.confirm", f"{stamp}:{submission.kind}", "primary"))
    if asks_for_time(submission) and not submission.undecided and of.state in _MAY_GET_TIME:
        buttons.append(button(words("round-button-give-time"), "submission.give_time", stamp, "primary"))
        no = button(words("round-button-no-time"), "submission.no_time", stamp)
        buttons.append(asking_first(no, words("round-no-time-title"), words("round-no-time-text"), words))
    if submission.version and not submission.set_aside and submission.kind != AnswerKind.NO_REMARKS:
        look = button(words("round-button-statements"), "submission.statements", str(submission.id))
        buttons.append(look)
    if again.coming(submission):
        buttons.append(button(words("button-not-again"), "submission.not_again", str(submission.id)))
    buttons += [_original(submission, words), _kinds(submission, stamp, words)]
    if offered := joining.offered(of, party, submission):
        name = "make-party" if offered == joining.MAKE else "unmake-party"
        buttons.append(button(words(f"round-button-{name}"), f"submission.{offered}", str(submission.id)))
    if not submission.set_aside:
        buttons.append(button(words("round-button-set-aside"), "submission.set_aside", stamp))
    return buttons


def _original(submission: Submission, words: Wording) -> Block:
    return button(words("round-button-letter"), "submission.letter", str(submission.id))


def _kinds(submission: Submission, stamp: str, words: Wording) -> Block:
    """Offer what a message may be besides what it is taken for; machines' mail is known for certain."""
    taken = None if submission.set_aside else submission.kind
    kinds = [kind for kind in AnswerKind if kind != taken and kind not in _BY_MACHINE]
    options = [(f"{stamp}:{kind}", words("round-kind", kind=kind)) for kind in kinds]
    menu = select("submission.decide", options, None)
    label = "round-pick-other" if submission.undecided or not taken else "round-pick-correct"
    return menu | {"placeholder": {"type": "plain_text", "text": words(label), "emoji": True}}
