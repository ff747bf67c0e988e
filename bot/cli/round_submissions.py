"""What came in to a round, as contract section 3 has it: each message, its answers, what they put forward.

Everything here is derived: CPR numbers and private addresses are masked. The originals are in the export.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from consultation.rounds import campaigns, proposals, statements
from consultation.rounds.answers import reading
from consultation.rounds.answers.privacy import masked
from consultation.rounds.answers.reading import ReadAnswer
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.proposals import Proposal
from consultation.rounds.record import Case
from consultation.rounds.statements import Reader, Statement
from consultation.rounds.words import OTHER, AnswerKind, Consent, Passage, RoundKind, SusiPhase, Text
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
    copies = _campaigns(case, known)
    answers = [each for each in case.submissions if _counts(each)]
    with click.progressbar(answers, label="Understanding answers", file=sys.stderr) as bar:
        return {each.id: _understand(case, each, reader, copies.get(each.id)) for each in bar}


def as_dict(case: Case, submission: Submission, understood: Understood) -> dict[str, Any]:
    """Return one message to a round as contract section 3 has it."""
    party, read = case.parties[submission.party_id], submission.reading
    texts = _texts(submission)
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
    for party, submissions in _in_force(case).items():
        texts, by_question = _as_one(submissions)
        cut = statements.cut(texts, by_question, reader)
        for each in proposals.find(texts, cut.statements, case.questions):
            found[each.susi_phase or UNSAID].append(
                {"organisation": case.parties[party].organisation, **_proposal(texts, each), **_weighed(each)}
            )
    return {phase: made for phase, made in found.items() if made}


def _counts(submission: Submission) -> bool:
    return AnswerKind(submission.kind) in ANSWERS and not submission.set_aside


def _in_force(case: Case) -> dict[int, list[Submission]]:
    """Return each party's latest whole answer, and what has been corrected in it since."""
    found: dict[int, list[Submission]] = {}
    for each in filter(_counts, case.submissions):
        before = found.get(each.party_id, []) if each.reading.get("replaces") else []
        found[each.party_id] = [*before, each]
    return found


def _as_one(submissions: Sequence[Submission]) -> tuple[list[Text], dict[str, tuple[Passage, ...]]]:
    """Put an answer and its corrections together, with the last word on each question."""
    texts: list[Text] = []
    answers: dict[str, tuple[Passage, ...]] = {}
    for each in submissions:
        texts += [Text(f"{each.id}/{text.source}", text.text) for text in _texts(each)]
        own = {
            key: tuple(replace(one, source=f"{each.id}/{one.source}") for one in passages)
            for key, passages in _by_question(each).items()
        }
        other = (*answers.get(OTHER, ()), *own.get(OTHER, ()))
        answers = {key: kept for key, kept in answers.items() if key not in each.reading.get("replaces", ())}
        answers |= own | ({OTHER: other} if other else {})
    return texts, answers


def _campaigns(case: Case, known: Sequence[str]) -> dict[int, int]:
    letters = {submissions[0].id: _whole(submissions[0]) for submissions in _in_force(case).values()}
    asked = [each.text for each in case.questions]
    groups = campaigns.find(letters, [text for text in (*asked, *known) if text])
    return {
        member.letter: min(each.letter for each in group.members)
        for group in groups
        for member in group.members
    }


def _understand(case: Case, submission: Submission, reader: Reader, campaign: int | None) -> Understood:
    texts = _texts(submission)
    cut = statements.cut(texts, _by_question(submission), reader)
    made = proposals.find(texts, cut.statements, case.questions) if case.round.kind == RoundKind.UIP else []
    return Understood(cut.statements, made, campaign)


def _answers(submission: Submission, texts: Sequence[Text]) -> dict[str, str]:
    by_question = _by_question(submission)
    other = by_question.pop(OTHER, ())
    together = submission.reading.get("together", {})
    kind = AnswerKind(submission.kind)
    return reading.contract_answers(ReadAnswer(kind, True, "", by_question, other, together), texts)  # noqa: FBT003 - of no account here


def _by_question(submission: Submission) -> dict[str, tuple[Passage, ...]]:
    """Return an answer's passages by question, those that answer none under OTHER."""
    read = submission.reading
    spans = {**read.get("answers", {}), OTHER: read.get("other", [])}
    return {key: tuple(_passages(found)) for key, found in spans.items() if found}


def _passages(spans: Sequence[Sequence[Any]]) -> Iterator[Passage]:
    return (Passage(source, start, end) for source, start, end in spans)


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


def _texts(submission: Submission) -> list[Text]:
    return [Text(each["source"], each["text"]) for each in submission.texts]


def _whole(submission: Submission) -> str:
    return "\n\n".join(each.text for each in _texts(submission))
