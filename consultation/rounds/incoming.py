"""A message to a round as it came, and as it is put on record with what was read in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultation.rounds.absences import BACK_ON
from consultation.rounds.answers.reading import ReadAnswer
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.wishes import IN_PART
from consultation.rounds.words import AnswerKind, Passage, Text
from storage.tables import Party, Round, Submission

CONSENT = "offentliggørelse"
"""The key under which the question on publication is read."""
PRIVATE = "private"
"""Under this a reading says that its writer's mail domain is no organisation's."""
UNPROVEN = "unproven"
"""Why a person decides on a message whose sender's own domain disowns it."""
_A_WORD = 12  # characters; less beside a wish is its greeting or its full stop


@dataclass(frozen=True)
class Message:
    """A message to a round as it came; ``known`` is what mail screening decided of it."""

    ledger_id: int
    received_at: datetime
    sender: str
    sender_name: str
    organisation: str
    subject: str
    language: str
    message_id: str | None
    references: Sequence[str]
    texts: Sequence[Text]
    attachments: Sequence[Mapping[str, Any]]
    known: AnswerKind | None = None
    bounced: Sequence[str] = ()
    """Whom a letter of ours never reaches."""
    put_off: Sequence[str] = ()
    """Whom it did not reach for now; empty one whom the report does not name."""
    is_late: bool = False
    """Whether it reports no more than that a mail server is still trying."""
    complaint: bool = False
    """Whether it reports that a letter of ours was called unwanted: it arrived."""
    about: Sequence[str] = ()
    """The identifiers of the letters that a report may be about."""
    back_on: str | None = None
    unproven: bool = False
    """Whether the sender's own domain disowns it: a person says whether it counts."""
    looks_like: tuple[str, str] | None = None
    """The mail domain that its writer's only looks like, and whose that is."""
    new_address: bool = False
    """Whether we never wrote to its writer, whom only mail domain and signature tie to the party."""
    encrypted: bool = False
    """Whether it is encrypted, in whole or in part: its writer is asked for it once more."""
    may_be_answered: bool = True


def submission_of(
    of: Round, party: Party, message: Message, answer: ReadAnswer, answered: Sequence[Submission]
) -> Submission:
    """Return what is put on record of a message; ``answered`` are the answers of its party that count."""
    counts = answer.kind in ANSWERS and answer.sure
    return Submission(
        round_id=of.id,
        party_id=party.id,
        ledger_id=message.ledger_id,
        kind=answer.kind,
        version=len(answered) + 1 if counts else 0,
        replaces_id=answered[-1].id if counts and answered else None,
        received_at=message.received_at,
        sender=message.sender,
        sender_name=message.sender_name,
        subject=message.subject,
        message_id=message.message_id,
        texts=[{"source": each.source, "text": each.text} for each in message.texts],
        reading=_reading(answer, message),
        attachments=[dict(each) for each in message.attachments],
        contains_cpr=answer.contains_cpr,
        undecided=None if answer.sure else answer.why,
    )


def _reading(answer: ReadAnswer, message: Message) -> dict[str, Any]:
    until = answer.extension_until or answer.promised_by
    return {
        "sure": answer.sure,
        "why": answer.why,
        "answers": {key: _spans(passages) for key, passages in answer.answers.items() if key != CONSENT},
        "other": _spans((*answer.other, *_beside_the_wish(answer))),
        "together": dict(answer.together),
        "publish": answer.publish,
        "on_behalf": answer.on_behalf,
        "signatories": list(answer.signatories),
        "until": until.isoformat() if until else None,
        "delegated_to": answer.delegated_to,
        "replaces": list(answer.replaces),
        "language": message.language,
        **({PRIVATE: True} if not message.organisation else {}),
        **({BACK_ON: message.back_on} if message.back_on else {}),
        **({IN_PART: True} if answer.publish_said and answer.publish is None else {}),
        **({"encrypted": True} if message.encrypted else {}),
        **({"looks_like": list(message.looks_like)} if message.looks_like else {}),
        **({"new_address": True} if message.new_address else {}),
        **({"is_late": True} if message.is_late else {}),
        **({"complaint": True} if message.complaint else {}),
    }


def _beside_the_wish(answer: ReadAnswer) -> list[Passage]:
    """Return what stands under the question on publication besides the wish: it is for people to read."""
    wish = answer.publish_said
    beside: list[Passage] = []
    for one in answer.answers.get(CONSENT, ()):
        if wish is None or wish.source != one.source or not one.start <= wish.start < one.end:
            beside.append(one)
        else:
            beside += [Passage(one.source, one.start, wish.start), Passage(one.source, wish.end, one.end)]
    return [one for one in beside if one.end - one.start > _A_WORD]


def _spans(passages: Sequence[Passage]) -> list[list[Any]]:
    return [[each.source, each.start, each.end] for each in passages]
