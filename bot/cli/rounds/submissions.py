"""What came in to a round, as contract section 3 has it: each message, its answers, what they put forward.

Everything here is derived: CPR numbers and private addresses are masked. The originals are in the export.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from consultation.rounds import current, documents_sent, proposals, statements
from consultation.rounds.answers import reading
from consultation.rounds.answers.privacy import masked
from consultation.rounds.answers.reading import ReadAnswer
from consultation.rounds.proposals import Proposal
from consultation.rounds.record import Case
from consultation.rounds.statements import Reader, Statement
from consultation.rounds.words import OTHER, AnswerKind, Consent, RoundKind, SusiPhase, Text
from storage.tables import Submission

_PUBLISH = {Consent.PUBLISH: True, Consent.WITHOUT_PERSONS: True, Consent.NOT: False}
UNSAID = ""
"""The phase of a proposal whose phase can't be read."""


@dataclass(frozen=True)
class Understood:
    """What was understood of one answer."""

    statements: Sequence[Statement] = ()
    proposals: Sequence[Proposal] = ()
    campaign: int | None = None
    """The first message of the campaign whose copy it is."""


def understand(case: Case, known: Sequence[str], reader: Reader) -> dict[int, Understood]:
    """Understand a round's answers, by submission; a bar on a terminal shows how far it is.

    ``known`` are texts that anybody may quote: the letter and the documents.
    """
    copies = {
        letter.submission: group.number for group in current.copies(case, known) for letter in group.letters
    }
    answers = [each for each in case.submissions if current.counts(each)]
    label, piped = "Understanding answers", not sys.stderr.isatty()
    with click.progressbar(answers, label=label, file=sys.stderr, hidden=piped) as bar:
        return {each.id: _understand(case, each, reader, copies.get(each.id)) for each in bar}


def as_dict(case: Case, submission: Submission, understood: Understood) -> dict[str, Any]:
    """Return one message to a round as contract section 3 has it."""
    party, read = case.parties[submission.party_id], submission.reading
    texts = current.texts_of(submission)
    consent = Consent(read["publish"]) if read.get("publish") else None
    return {
        "submission": submission.id,
        "invitee": party.organisation if party.invited else None,
        "organisation": party.organisation,
        "sender": submission.sender,
        "sender_name": submission.sender_name,
        "received_at": submission.received_at.isoformat(),
        "late": submission.late,
        "kind": submission.kind,
        "version": submission.version,
        "replaces": _version(case, submission.replaces_id),
        "replaces_answers": list(read.get("replaces", ())),
        "publish": _PUBLISH[consent] if consent else None,
        "without_persons": consent is Consent.WITHOUT_PERSONS,
        "on_behalf": read.get("on_behalf"),
        "signatories": list(read.get("signatories", ())),
        "answers": {key: masked(text) for key, text in _answers(submission, texts).items()},
        "proposals": [_proposal(texts, each) for each in understood.proposals],
        "topics": list(dict.fromkeys(topic for each in understood.statements for topic in each.topics)),
        "campaign": understood.campaign,
        "documents": documents_sent.answered_on(submission),
        "contains_cpr": submission.contains_cpr,
        "attachments": [each | {"name": masked(each["name"])} for each in submission.attachments],
        "undecided": submission.undecided,
        "set_aside": submission.set_aside,
        "subject": masked(submission.subject),
        "text": masked("\n\n".join(each.text for each in texts if each.text.strip())),
    }


def by_phase(case: Case, reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """Return the proposals that stand, by phase in the phases' order; those in the last have none."""
    found: dict[str, list[dict[str, Any]]] = {phase: [] for phase in (*SusiPhase, UNSAID)}
    for answer in current.answers(case):
        cut = statements.cut(answer.texts, answer.answers, reader)
        organisation = case.parties[answer.party].organisation
        for each in proposals.find(answer.texts, cut.statements, case.questions):
            found[each.susi_phase or UNSAID].append(
                {"organisation": organisation, **_proposal(answer.texts, each), **_weighed(each)}
            )
    return {phase: made for phase, made in found.items() if made}


def _understand(case: Case, submission: Submission, reader: Reader, campaign: int | None) -> Understood:
    texts = current.texts_of(submission)
    cut = statements.cut(texts, current.by_question(submission), reader)
    made = proposals.find(texts, cut.statements, case.questions) if case.round.kind == RoundKind.UIP else []
    return Understood(cut.statements, made, campaign)


def _answers(submission: Submission, texts: Sequence[Text]) -> dict[str, str]:
    by_question = current.by_question(submission)
    other = by_question.pop(OTHER, ())
    together = submission.reading.get("together", {})
    kind = AnswerKind(submission.kind)
    return reading.contract_answers(ReadAnswer(kind, True, "", by_question, other, together), texts)  # noqa: FBT003 - of no account here


def _proposal(texts: Sequence[Text], each: Proposal) -> dict[str, Any]:
    by_source = {text.source: text.text for text in texts}
    said = by_source[each.passage.source][each.passage.start : each.passage.end]
    return {
        "type": each.type,
        "susi_phase": each.susi_phase,
        "target_groups": list(each.target_groups),
        "text": masked(said),
    }


def _weighed(each: Proposal) -> dict[str, Any]:
    """Return what a proposal lacks, named for people, and whether it is by plain words."""
    asked = proposals.checklist(each.susi_phase)
    return {"lacks": [label.en for label in asked if label.key in each.lacks], "sure": each.sure}


def _version(case: Case, submission_id: int | None) -> int | None:
    return next((each.version for each in case.submissions if each.id == submission_id), None)
