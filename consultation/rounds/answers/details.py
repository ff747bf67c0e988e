"""What a message that is no answer names: the day asked for or promised, and the person to ask instead."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from consultation.rounds.answers import layout, phrases
from consultation.rounds.words import AnswerKind, Text
from nlp import dates
from nlp.understanding import Span

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-zæøå]{2,24}", re.IGNORECASE)
_WEEK = 7


def day_named(texts: Sequence[Text], kind: AnswerKind, today: date) -> date | None:
    """Return the last day that the sentences of a request or a promise name."""
    found = [day for sentence in _sentences(texts, kind) for day in _days(sentence, today)]
    return max(found, default=None)


def asked_instead(texts: Sequence[Text]) -> str | None:
    """Return the first mail address in a message that hands the round on to somebody, in lower case."""
    found = next((match for text in texts for match in [_ADDRESS.search(_speech(text.text))] if match), None)
    return found[0].lower() if found else None


def _sentences(texts: Sequence[Text], kind: AnswerKind) -> Iterator[str]:
    says = phrases.any_of(f"kinds.{kind.value}.plain")
    for text in texts:
        spans = layout.sentences(text.text, Span(0, len(text.text)))
        sentences = (phrases.said(text.text[span.start : span.end]) for span in spans)
        yield from (sentence for sentence in sentences if says.search(sentence))


def _days(sentence: str, today: date) -> Iterator[date]:
    for mention in dates.find(sentence):
        if day := mention.on(today):
            yield day
    for number, forms in enumerate(phrases.words("kinds.weekdays")):
        if re.search(rf"\b(?:{forms})\b", sentence):
            yield today + timedelta(days=(number - today.weekday() - 1) % _WEEK + 1)


def _speech(text: str) -> str:
    """Return a text without its frame: the writer's own address stands in the signature."""
    return "\n".join(text[span.start : span.end] for span in layout.without(layout.frame(text), text))
