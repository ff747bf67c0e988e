"""*Hvorfor?*: what a message was taken to be about, and the words that spoke for it.

The words are the model's own account (`nlp.explaining`); what people made of its reading stands beside them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.slack.cards.blocks import Block, context, divider, modal, section
from bot.slack.cards.outside import outside, safe_line
from bot.slack.cards.wording import Wording
from nlp.understanding import Explanation, Reason

WORDS_SHOWN = 8
WORD_SHOWN = 40
VERDICTS_SHOWN = 5
MODEL_SHOWN = 60
HEAVY = 0.5
LIGHT = 0.25
"""Shares of the weightiest word's weight: from where one is among the weightiest, and is worth a mention."""
# a CPR number comes in halves, which are no number to the mask: neither is shown
_HALF_A_NUMBER = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Reading:
    """What the model said when the inquiry was opened."""

    initiative: str
    confidence: float
    accepted: bool
    model: str
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """What a person said it is about; ``before`` is None where nobody had said anything."""

    by: str
    at: datetime
    before: str | None
    after: str


@dataclass(frozen=True)
class Why:
    """What the record knows of how an inquiry was classified; ``reading`` is None where no model read it."""

    reference: str
    reading: Reading | None
    verdicts: Sequence[Verdict]
    now: datetime


def waiting(why: Why, words: Wording) -> Block:
    """Draw what is seen until the model has answered."""
    return _modal(why, [section(words("why-waiting"))], words)


def draw(why: Why, explanation: Explanation | None, words: Wording) -> Block:
    """Draw it all; without an ``explanation`` the model could not be asked."""
    said = [_verdict(verdict, why.now, words) for verdict in why.verdicts[-VERDICTS_SHOWN:]]
    blocks = [
        *_read(why, words),
        *(section(sentence) for sentence in said),
        divider(),
        *(_explained(why, explanation, words) if explanation else [section(words("why-unavailable"))]),
        divider(),
        context(words("why-mend", button=words("button-reroute"))),
    ]
    return _modal(why, blocks, words)


def _modal(why: Why, blocks: Sequence[Block], words: Wording) -> Block:
    title = words("why-title", reference=why.reference)
    return modal("inquiry.why", title, blocks, "", close=words("button-dismiss"))


def _read(why: Why, words: Wording) -> list[Block]:
    if (reading := why.reading) is None:
        return [section(words("why-unread"))]
    sure = words.confidence(reading.confidence, accepted=reading.accepted)
    when, model = words.date(reading.at, why.now), safe_line(reading.model, MODEL_SHOWN)
    return [
        section(words("why-read", initiative=_name(reading.initiative, words), sure=sure)),
        context(words("why-read-by", when=when, model=model)),
    ]


def _verdict(verdict: Verdict, now: datetime, words: Wording) -> str:
    who, when = f"<@{verdict.by}>", words.date(verdict.at, now)
    after = _name(verdict.after, words)
    if verdict.before is None:
        return words("why-chosen", who=who, when=when, after=after)
    if verdict.before == verdict.after:
        return words("why-confirmed", who=who, when=when)
    return words("why-corrected", who=who, when=when, before=_name(verdict.before, words), after=after)


def _explained(why: Why, explanation: Explanation, words: Wording) -> Iterator[Block]:
    """Name the two best guesses with their words, and the model that named them where it is another one."""
    model = explanation.understanding.model
    if why.reading is None or why.reading.model != model:
        yield context(words("why-other-model", model=safe_line(model, MODEL_SHOWN)))
    if not explanation.for_best and not explanation.for_second:
        yield section(words("why-no-words"))
        return
    shares = explanation.understanding.scores
    guesses = [("why-best", explanation.best, explanation.for_best)]
    if explanation.second is not None:
        guesses.append(("why-second", explanation.second, explanation.for_second))
    for key, initiative, reasons in guesses:
        share = words("why-share", percent=min(99, round(shares.get(initiative, 0) * 100)))
        head = words(key, initiative=_name(initiative, words), share=share)
        yield section("\n".join([head, *_spoken(reasons, words)]))


def _spoken(reasons: Sequence[Reason], words: Wording) -> Iterator[str]:
    """Say which words weighed most, which weighed too, and which weighed against."""
    most = max((abs(reason.weight) for reason in reasons), default=0)
    groups = {
        "why-most": _chips(each for each in reasons if each.weight >= HEAVY * most),
        "why-also": _chips(each for each in reasons if LIGHT * most <= each.weight < HEAVY * most),
        "why-against": _chips(each for each in reasons if each.weight <= -LIGHT * most),
    }
    if not groups["why-most"] and not groups["why-also"]:
        yield words("why-no-word")
    yield from (words(key, words=chips) for key, chips in groups.items() if chips)


def _chips(reasons: Iterable[Reason]) -> str:
    """List words, the weightiest first, as code: what a stranger wrote has no formatting in it."""
    ranked = sorted(reasons, key=lambda reason: -abs(reason.weight))
    shown = (reason.text for reason in ranked if not _HALF_A_NUMBER.search(reason.text))
    safe = filter(None, (safe_line(text.replace("`", "'"), WORD_SHOWN) for text in shown))
    return "  ".join(f"`{text}`" for text in list(safe)[:WORDS_SHOWN])


def _name(initiative: str, words: Wording) -> str:
    return outside(words.initiative(initiative))
