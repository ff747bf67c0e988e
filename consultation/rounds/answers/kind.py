"""What a message to a round is, from its words: an answer, or one of the ways of giving none.

Each sentence is read by itself, with the words of `kinds.toml`. A message is a non-answer only where one of
its sentences says so and the rest says next to nothing of the matter; where that is not plain, `sure` is
False and `why` is the key of what a person is asked. Bounces and automatic replies come in decided.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from consultation.rounds.answers import consent, layout, numbers, phrases
from consultation.rounds.answers.splitting import Split, words_of
from consultation.rounds.words import AnswerKind, Question, Text
from nlp.understanding import Span


class Kind(NamedTuple):
    """The kind of a message, whether that is beyond doubt, and the key of the reason or doubt.

    `replaces` are the questions whose earlier answers a revision replaces; none for all of them.
    """

    kind: AnswerKind
    sure: bool
    why: str
    replaces: tuple[str, ...] = ()


_SUBSTANTIAL = 35  # words on the matter: never a non-answer
_A_LITTLE = 9  # words beside a non-answer that leave no doubt of it
_AFTER_ALL = 4  # words after a "but" that say something
_REVISION_NEAR = 3  # sentences at the start in which one says that an answer replaces another
_OF_ANSWERING = 15  # words of a sentence that asks or promises; more of them speak of the matter too
_LONGEST = 700  # characters of a sentence that are read

# Where a message says two of them, the one before the other.
_ORDER = (
    AnswerKind.EXTENSION_REQUEST,
    AnswerKind.OUTSIDE_REMIT,
    AnswerKind.DELEGATION,
    AnswerKind.DECLINED,
    AnswerKind.NO_REMARKS,
    AnswerKind.QUESTION,
    AnswerKind.PROMISE,
)
_ANSWERED_BY_NOTHING = frozenset({*_ORDER[:2], AnswerKind.DECLINED, AnswerKind.NO_REMARKS})
_OUTSIDE = frozenset({AnswerKind.OUTSIDE_REMIT, AnswerKind.DECLINED})
_REFUSALS = (AnswerKind.NO_REMARKS, AnswerKind.DECLINED, AnswerKind.OUTSIDE_REMIT)


class _Sentence(NamedTuple):
    """What one sentence says.

    Kinds it is plainly or perhaps of, how many of its words are on the matter, and whether they take a stand.
    """

    plain: frozenset[AnswerKind]
    hint: frozenset[AnswerKind]
    matter: int
    stand: bool


def kind_of(
    texts: Sequence[Text],
    questions: Sequence[Question],
    parts: Split,
    *,
    answered_before: bool,
    known: AnswerKind | None = None,
) -> Kind:
    """Say what a message is; `parts` are those `splitting` found in it."""
    if known is not None:
        return Kind(known, sure=True, why="known")
    written = _written(texts, parts)
    if not any(text.text.strip() for text in texts):
        return Kind(AnswerKind.SUBMISSION, sure=False, why="no_text")
    revision = _revision(texts, questions, parts, answered_before=answered_before)
    if revision:
        return revision
    read = [_read(sentence) for sentence in written]
    found = _labelled(texts, questions, parts) or _of_sentences(written, read)
    if answered_before and any(_has("revised_submission.hint", sentence) for sentence in written):
        return Kind(
            AnswerKind.REVISED_SUBMISSION, sure=False, why="supplement", replaces=_subset(parts, questions)
        )
    if answered_before and found.kind is AnswerKind.SUBMISSION and found.why != "nothing_said":
        return Kind(
            AnswerKind.REVISED_SUBMISSION, sure=False, why="second_answer", replaces=_subset(parts, questions)
        )
    return found._replace(sure=False, why="answered_before") if answered_before else found


def _written(texts: Sequence[Text], parts: Split) -> list[str]:
    """Return the sentences that stand under no label, in lower case."""
    free = [passages for key, passages in parts.answers.items() if key not in parts.labelled]
    of = {text.source: text.text for text in texts}
    order = {source: number for number, source in enumerate(of)}
    unlabelled = (passage for passages in (*free, parts.other) for passage in passages)
    wanted = sorted(unlabelled, key=lambda passage: (order[passage.source], passage.start))
    return [
        phrases.said(of[passage.source][span.start : span.end][:_LONGEST])
        for passage in wanted
        for span in layout.sentences(of[passage.source], Span(passage.start, passage.end))
    ]


def _labelled(texts: Sequence[Text], questions: Sequence[Question], parts: Split) -> Kind | None:
    """Judge a message that answers questions by name; "no remarks" to each of them is none to the round."""
    keys = parts.labelled - {consent.question(questions)}
    answers = [phrases.said(words_of(texts, parts.answers[key])) for key in keys if key in parts.answers]
    if not answers:
        return None
    asked = {question.key for question in questions} - {consent.question(questions)}
    empty = all(_is(AnswerKind.NO_REMARKS, "plain", answer) for answer in answers)
    if empty and keys == asked:
        return Kind(AnswerKind.NO_REMARKS, sure=False, why="no_remarks_to_each")
    return Kind(AnswerKind.SUBMISSION, sure=True, why="answers")


def _of_sentences(written: Sequence[str], read: Sequence[_Sentence]) -> Kind:
    """Judge a free letter by its sentences."""
    matter = sum(sentence.matter for sentence in read)
    stand = any(sentence.stand for sentence in read)
    plain = frozenset[AnswerKind]().union(*(sentence.plain for sentence in read))
    hint = frozenset[AnswerKind]().union(*(sentence.hint for sentence in read))
    refused = any(kind in plain for kind in _REFUSALS)
    if matter >= _SUBSTANTIAL:
        return Kind(
            AnswerKind.SUBMISSION, sure=not refused, why="answer_and_refusal" if refused else "answer"
        )
    if _absent(written, plain):
        return Kind(AnswerKind.AUTO_REPLY, sure=matter <= _A_LITTLE, why="absent")
    chosen = next(_ordered(written, plain, hint), None)
    if chosen in _REFUSALS and (stand or _turns(written, read)):
        return Kind(AnswerKind.SUBMISSION, sure=False, why="answer_and_refusal")
    if chosen:
        if chosen is AnswerKind.DELEGATION and not any("@" in sentence for sentence in written):
            return Kind(chosen, sure=False, why="no_address")
        doubt = matter > _A_LITTLE
        return Kind(chosen, sure=not doubt, why="refusal_and_more" if doubt else "said")
    return _without_plain_words(hint, matter, stand=stand)


def _turns(written: Sequence[str], read: Sequence[_Sentence]) -> bool:
    """Say whether a letter that refuses goes on to speak of the matter: "But one thing we must say …"."""
    opens = phrases.any_of("kinds.contrast_opening", r"(?:{})(?!\w)")
    return any(
        opens.match(words) is not None and sentence.matter > _A_LITTLE and not sentence.plain
        for words, sentence in zip(written, read, strict=True)
    )


def _without_plain_words(hint: Collection[AnswerKind], matter: int, *, stand: bool) -> Kind:
    chosen = next((kind for kind in _ORDER if kind in hint), None)
    if chosen and not stand and matter <= _A_LITTLE:
        return Kind(chosen, sure=False, why="not_plain")
    if matter:
        return Kind(
            AnswerKind.SUBMISSION, sure=stand or matter > _A_LITTLE, why="answer" if stand else "short"
        )
    return Kind(AnswerKind.SUBMISSION, sure=False, why="nothing_said")


def _ordered(
    written: Sequence[str], plain: Collection[AnswerKind], hint: Collection[AnswerKind]
) -> Iterator[AnswerKind]:
    both = {AnswerKind.OUTSIDE_REMIT, AnswerKind.DELEGATION} <= set(plain)
    mine = any(_has("delegation.personal", sentence) for sentence in written)
    asks_for_time = AnswerKind.QUESTION in plain and AnswerKind.EXTENSION_REQUEST in hint
    for kind in _ORDER:
        if kind is AnswerKind.EXTENSION_REQUEST and asks_for_time:
            yield kind
        if kind in plain and not (kind is AnswerKind.OUTSIDE_REMIT and both and mine):
            yield kind


def _read(sentence: str) -> _Sentence:
    if consent.says(sentence) and not _refuses(sentence):
        return _Sentence(frozenset(), frozenset(), 0, stand=False)
    plain = frozenset(kind for kind in _ORDER if _is(kind, "plain", sentence))
    hint = frozenset(kind for kind in _ORDER if kind not in plain and _is(kind, "hint", sentence))
    if plain & _ANSWERED_BY_NOTHING:
        after = _after_all(sentence)
        supports = AnswerKind.NO_REMARKS in plain and plain.isdisjoint(_OUTSIDE) and _has("support", sentence)
        return _Sentence(plain, hint, after, stand=after > 0 or supports)
    matter = _matter(sentence, plain, hint)
    return _Sentence(
        plain, hint, matter, stand=matter > 0 and (_has("matter", sentence) or _has("support", sentence))
    )


def _refuses(sentence: str) -> bool:
    """Say whether a sentence that speaks of publishing may refuse to answer all the same."""
    return any(_is(kind, "plain", sentence) for kind in _ORDER if kind is not AnswerKind.NO_REMARKS)


def _matter(sentence: str, plain: Collection[AnswerKind], hint: Collection[AnswerKind]) -> int:
    """Count the words of a sentence that speak of the matter and not of answering."""
    if plain:
        return max(0, len(sentence.split()) - _OF_ANSWERING)
    if _has("courtesy.plain", sentence) or _has("absence.plain", sentence) or consent.says(sentence):
        return 0
    if not _has("matter", sentence) and (hint or _has("process", sentence)):
        return 0
    return len(sentence.split())


def _after_all(sentence: str) -> int:
    """Count the words after a "but" that follows a refusal in the same sentence."""
    _, *rest = phrases.any_of("kinds.contrast", r"\s(?:{})(?!\w)").split(sentence, maxsplit=1)
    words = "".join(rest)
    nothing = _has("courtesy.plain", words) or any(_is(kind, "plain", words) for kind in _ORDER)
    return 0 if nothing or len(words.split()) < _AFTER_ALL else len(words.split())


def _has(key: str, words: str) -> bool:
    return phrases.any_of(f"kinds.{key}").search(words) is not None


def _absent(written: Sequence[str], plain: Collection[AnswerKind]) -> bool:
    """Say whether a mailbox answers in its owner's absence, without a word on the round."""
    away = any(_has("absence.plain", sentence) for sentence in written)
    on_round = any(_has("absence.on_round", sentence) for sentence in written)
    return away and not on_round and AnswerKind.EXTENSION_REQUEST not in plain


def _is(kind: AnswerKind, how: str, sentence: str) -> bool:
    name = kind.value
    return _has(f"{name}.{how}", sentence) and not _has(f"{name}.never", sentence)


def _revision(
    texts: Sequence[Text], questions: Sequence[Question], parts: Split, *, answered_before: bool
) -> Kind | None:
    """Say whether a message corrects an earlier answer, and which of its questions."""
    body = texts[0].text
    spans = layout.sentences(body, Span(0, len(body)))
    sentences = [phrases.said(body[span.start : span.end][:_LONGEST]) for span in spans]
    near = sentences if answered_before else sentences[: _REVISION_NEAR + 1]
    said = [sentence for sentence in near if _is(AnswerKind.REVISED_SUBMISSION, "plain", sentence)]
    if not said:
        return None
    named = numbers.referred("\n".join(said), questions)
    whole = any(_has("revised_submission.whole", sentence) for sentence in said)
    replaces = named or (() if whole else _subset(parts, questions))
    why = "replaces" if answered_before else "no_earlier_answer"
    return Kind(AnswerKind.REVISED_SUBMISSION, sure=answered_before, why=why, replaces=replaces)


def _subset(parts: Split, questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the questions a message names, if it leaves others out."""
    keys = tuple(question.key for question in questions if question.key in parts.labelled)
    return keys if len(keys) < len(questions) else ()
