"""One inquiry split into questions for several offices: on its card, on theirs, and in the forms."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from bot.inquiries.lifecycle import OPEN, Status
from bot.inquiries.splitting import FEWEST, MOST, Asked, answer_of
from bot.slack.cards.blocks import (
    Block,
    beside,
    button,
    context,
    heard,
    labelled,
    modal,
    section,
    select,
    text_input,
)
from bot.slack.cards.outside import outside, quotation, quotations, safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.parts import Part
from storage.tables import Inquiry

QUESTION_SHOWN = 150
LETTER_SHOWN = 500
ANSWER_SHOWN = 700
WHOLE_QUESTION = 2800
PIECE = 2400
MOST_PIECES = 4
"""More than the longest answer that can be typed, unless most of it is escaped (``post.TOGETHER``)."""


@dataclass(frozen=True)
class OfficeAsked:
    """A question as the main inquiry's card shows it; ``office`` is the office's name."""

    number: int
    reference: str
    office: str
    question: str
    status: Status
    claimed_by: str | None
    answered: bool


@dataclass(frozen=True)
class QuestionOf:
    """The inquiry that a card is a question of, and the answer so far; empty where there is none."""

    reference: str
    number: int
    asked_by: str
    letter: str
    withdrawn: bool = False
    answer: str = ""
    answered_by: str | None = None
    link: str | None = None


def asked(questions: Sequence[OfficeAsked], words: Wording) -> list[Block]:
    """What other offices are asked, and which have answered."""
    if not questions:
        return []
    questions = questions[-MOST:]
    done = sum(each.answered for each in questions)
    head = words("card-parts", answered=done, count=len(questions))
    return [section("\n".join([head, *(_line(each, words) for each in questions)]))]


def _line(of: OfficeAsked, words: Wording) -> str:
    office, question = outside(of.office), safe_line(of.question, QUESTION_SHOWN)
    return words(
        "card-part",
        number=of.number,
        office=office,
        question=question,
        reference=of.reference,
        standing=_standing(of, words),
    )


def _standing(of: OfficeAsked, words: Wording) -> str:
    if of.answered:
        return words("part-answered")
    if of.status not in OPEN:
        return words("part-closed")
    return words("part-held", who=f"<@{of.claimed_by}>") if of.claimed_by else words("part-free")


def whose(of: QuestionOf, words: Wording) -> Block:
    """Whose question it is; the question itself stands below."""
    named = f"<{of.link}|{of.reference}>" if of.link else of.reference
    key = "card-question-withdrawn" if of.withdrawn else "card-question-of"
    return section(words(key, number=of.number, main=named, who=f"<@{of.asked_by}>"))


def answer(of: QuestionOf, words: Wording) -> list[Block]:
    """What the foundation wrote, and what was answered, which stays in the house."""
    letter = quotation(of.letter, LETTER_SHOWN)
    wrote = [context(f"{words('card-question-letter')}\n{letter}")] if letter else []
    if not of.answer:
        return [*wrote, context(words("card-question-stays"))]
    head = words("card-question-answer", who=f"<@{of.answered_by}>")
    return [*wrote, section(f"{head}\n{quotation(of.answer, ANSWER_SHOWN)}")]


def menu(status: Status) -> list[str]:
    """What is behind a question's three dots."""
    match status:
        case Status.ANSWERED | Status.CLOSED:
            return ["note", "reopen", "original"]
    return ["note", "snooze", "close", "original"]


def answered(part: Part, by: str, waits: str, missing: int, words: Wording) -> Post:
    """An answer, in the thread of the main inquiry; when it was the last one, who waits for it is named."""
    key = "thread-part-answered" if missing else "thread-parts-answered"
    head = words(
        key, number=part.asked.number, who=f"<@{by}>", reference=part.inquiry.reference, missing=missing,
        to=f"<@{waits}>",
    )  # fmt: skip
    quoted = [section(each) for each in islice(quotations(answer_of(part), PIECE), MOST_PIECES)]
    return Post(head, [section(head), *quoted])


def form(inquiry: Inquiry, offices: Sequence[tuple[str, str]], words: Wording) -> Block:
    """Two to five questions, and an office for each; ``offices`` are (key, name)."""
    blocks = [section(words("split-told", reference=inquiry.reference))]
    for number in range(1, MOST + 1):
        optional = number > FEWEST
        question = text_input(f"question_{number}", multiline=True)
        office = select(f"office_{number}", offices, None)
        blocks += [
            labelled(
                f"question_{number}", words("field-question", number=number), question, optional=optional
            ),
            labelled(
                f"office_{number}", words("field-question-office", number=number), office, optional=optional
            ),
        ]
    labels = {"submit": words("button-ask"), "close": words("button-cancel")}
    metadata = json.dumps({"inquiry": inquiry.id})
    return modal("inquiry.split", words("split-title"), blocks, metadata, **labels)


def overview(inquiry: Inquiry, asked_now: Sequence[tuple[Part, OfficeAsked]], words: Wording) -> Block:
    """The questions of an inquiry, each with what takes it back."""
    blocks = [
        beside(
            _line(line, words),
            button(words("button-take-back"), "inquiry.part.take_back", f"{inquiry.id}:{part.inquiry.id}"),
            f"inquiry:{inquiry.id}/part:{part.inquiry.id}",
        )
        for part, line in asked_now
    ]
    told = [context(words("split-taken-back" if asked_now else "split-none-left"))]
    return modal("inquiry.parts", words("split-title"), [*blocks, *told], "", close=words("button-dismiss"))


def answer_form(of: Asked, words: Wording) -> Block:
    """The question, and what is answered to the colleague who asked."""
    question = quotation(of.part.asked.question, WHOLE_QUESTION)
    blocks = [
        section(words("answer-colleague-told", who=f"<@{of.part.asked.asked_by}>", main=of.main.reference)),
        section(question or words("card-no-text")),
        heard(labelled("body", words("field-body"), text_input("body", of.draft, multiline=True))),
    ]
    # with "seen" what is typed is kept as any answer is
    metadata = json.dumps({"inquiry": of.part.inquiry.id, "seen": 0})
    labels = {"submit": words("button-answer-colleague"), "close": words("button-cancel")}
    title = words("reply-title", reference=of.part.inquiry.reference)
    view = modal("inquiry.answer_colleague", title, blocks, metadata, **labels)
    return view | {"notify_on_close": True}
