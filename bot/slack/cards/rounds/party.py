"""One party of a round, in a modal: where it stands and what proves it, its messages, and our letters."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.dates import written_day
from bot.slack.cards.blocks import Block, context, divider, modal, section
from bot.slack.cards.outside import outside, person, quotation, safe_line
from bot.slack.cards.rounds.submission import kind_of
from bot.slack.cards.wording import Wording
from consultation.rounds.answers.privacy import masked
from consultation.rounds.deciding import decided_by
from storage.tables import Party, RoundLetter, Submission

NAME_SHOWN = 200
EXCERPT_SHOWN = 300
MOST_SHOWN = 15
"""Messages and letters, the newest of each; a modal takes a hundred blocks."""


@dataclass(frozen=True)
class PartyPage:
    """What is shown of one party; ``proof`` is the number of the message that proves its state."""

    party: Party
    state: str
    since: datetime | None
    proof: int | None
    addresses: Sequence[str]
    messages: Sequence[Submission]
    letters: Sequence[RoundLetter]
    now: datetime


def draw(page: PartyPage, words: Wording) -> Block:
    """Draw one party."""
    blocks = [section("\n".join(_head(page, words))), divider()]
    if not page.messages:
        blocks.append(context(words("round-no-messages")))
    for message in reversed(page.messages[-MOST_SHOWN:]):
        blocks += _message(page, message, words)
    blocks.append(divider())
    blocks += [context(_letter(page, letter, words)) for letter in reversed(page.letters[-MOST_SHOWN:])]
    left = max(0, len(page.messages) - MOST_SHOWN) + max(0, len(page.letters) - MOST_SHOWN)
    if left:
        blocks.append(context(words("round-party-older", count=left)))
    memory = json.dumps({"party": page.party.id})
    return modal("round.party", words("round-party-title"), blocks, memory, close=words("button-dismiss"))


def _head(page: PartyPage, words: Wording) -> Iterator[str]:
    party = page.party
    yield f"*{safe_line(party.organisation, NAME_SHOWN) or words('card-unknown-sender')}*"
    state = words("round-party-state", state=page.state if party.invited else "uninvited")
    if page.proof is not None and page.since:
        yield words("round-proved", state=state, when=words.date(page.since, page.now))
    else:
        yield words("round-unproved", state=state, invited="yes" if party.invited else "no")
    if page.addresses:
        yield ", ".join(safe_line(each, NAME_SHOWN) for each in page.addresses[:MOST_SHOWN])
    if party.own_deadline:
        reason = safe_line(party.own_deadline_reason or "", NAME_SHOWN)
        yield words("round-own-deadline", when=words.date(party.own_deadline, page.now), reason=reason)
    if party.absent_until:
        day = written_day(date.fromisoformat(party.absent_until), words.texts.language)
        yield words("round-absent", day=day)
    if party.must_hear:
        yield words("round-must-hear")


def _message(page: PartyPage, message: Submission, words: Wording) -> Iterator[Block]:
    kind = kind_of(message, words)
    said = [f"*{kind}*", words.date(message.received_at, page.now)]
    if message.ledger_id is not None and message.ledger_id == page.proof:
        said.append(words("round-is-proof"))
    if message.undecided:
        said.append(words("round-is-undecided"))
    if message.late:
        said.append(words("round-late"))
    if message.set_aside:
        said.append(words("round-set-aside", reason=safe_line(message.set_aside, NAME_SHOWN)))
    if by := decided_by(message):
        said.append(words("round-decided-by", who=person(by)))
    yield section("   ·   ".join(said))
    body = message.texts[0]["text"] if message.texts else ""
    if excerpt := quotation(masked(" ".join(body.split())), EXCERPT_SHOWN):
        yield section(excerpt)


def _letter(page: PartyPage, letter: RoundLetter, words: Wording) -> str:
    return words(
        "round-letter",
        kind=letter.kind,
        state=letter.state,
        when=words.date(letter.at, page.now),
        to=outside(", ".join(letter.recipients[:3])),
    )
