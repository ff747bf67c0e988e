"""*Gennemgå udsagn*: an answer's statements, a few at a time, to confirm, correct or set aside.

What a statement is, and what follows when somebody has spoken, is the rounds' own matter.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.slack.cards.blocks import (
    Block,
    actions,
    asking_first,
    button,
    context,
    divider,
    labelled,
    modal,
    multi_select,
    section,
    select,
    text_input,
)
from bot.slack.cards.outside import person, quotation, safe_line
from bot.slack.cards.wording import Wording
from consultation.rounds.answers.privacy import masked
from consultation.rounds.reviews import waits
from consultation.rounds.spoken import Spoken
from consultation.rounds.words import OTHER, Stance
from nlp import gazetteer

PAGE = 4
"""Statements on a page: they are to be read, and each takes four of Slack's blocks."""
NAME_SHOWN = 120
TEXT_SHOWN = 1200
REASON_SHOWN = 300
QUESTION_SHOWN = 150
MOST_OPTIONS = 100
"""So many choices a menu has in Slack at the most."""


@dataclass(frozen=True)
class StatementsPage:
    """A page of an answer's statements; ``questions`` are the round's texts by key.

    ``count`` and ``waiting`` are of the whole answer, ``others`` of what waits in the round's other answers.
    ``in_part`` says that its party wants only a part of it published.
    """

    answer: int
    who: str
    page: int
    shown: Sequence[Spoken]
    count: int
    waiting: int
    others: int
    questions: Mapping[str, str]
    in_part: bool = False

    @property
    def last(self) -> int:
        """The number of the last page; the first is 0."""
        return max(0, self.count - 1) // PAGE


def draw(page: StatementsPage, words: Wording) -> Block:
    """Draw one page; its button confirms all of it that waits."""
    who = safe_line(page.who, NAME_SHOWN)
    head = words("statements-head", who=f"*{who}*", count=page.count, waiting=page.waiting)
    blocks = [section(head)]
    if page.in_part:
        blocks.append(section(words("statements-in-part")))
    for at, each in enumerate(page.shown):
        blocks += [divider(), *_statement(page, at, each, words)]
    blocks += _foot(page, words)
    waiting = [
        [at, each.statement.times]
        for at, each in enumerate(page.shown)
        if waits(each.statement) and each.text
    ]
    memory = json.dumps({"answer": page.answer, "page": page.page, "seen": waiting})
    labels = {"close": words("button-dismiss")}
    if waiting:
        labels["submit"] = words("statements-button-all")
    return modal("round.statements", words("statements-title"), blocks, memory, **labels)


def opening(words: Wording) -> Block:
    """What stands there while an answer is read."""
    text = section(words("statements-reading"))
    return modal(
        "round.statements.reading", words("statements-title"), [text], "", close=words("button-dismiss")
    )


def nothing_waits(words: Wording) -> Block:
    """What stands there where all statements of a round have been gone through."""
    text = section(words("statements-none"))
    return modal(
        "round.statements.none", words("statements-title"), [text], "", close=words("button-dismiss")
    )


def correct(page: StatementsPage, at: int, words: Wording) -> Block:
    """What a statement is: its themes, what it does and whom it is about."""
    each = page.shown[at]
    language, one = words.texts.language, each.statement
    topics = [(label.key, label.name(language)) for label in words.taxonomy.topics][:MOST_OPTIONS]
    groups = [(label.key, label.name(language)) for label in gazetteer.names()][:MOST_OPTIONS]
    stances = [(stance.value, words("statements-stance", stance=stance)) for stance in Stance]
    fields = [_quoted(each, words)]
    if topics:
        menu = multi_select("topics", topics, one.topics)
        fields.append(labelled("topics", words("statements-field-topics"), menu, optional=True))
    fields.append(labelled("stance", words("statements-field-stance"), select("stance", stances, one.stance)))
    menu = multi_select("groups", groups, one.target_groups)
    fields.append(labelled("groups", words("statements-field-groups"), menu, optional=True))
    return _form("statement.correct", "statements-correct-title", fields, _memory(page, at), words)


def set_aside(page: StatementsPage, at: int, words: Wording) -> Block:
    """Why a statement is left out of the note."""
    hint = words("statements-set-aside-hint")
    reason = labelled("reason", words("round-field-reason"), text_input("reason", multiline=True), hint)
    fields = [_quoted(page.shown[at], words), reason]
    return _form("statement.set_aside", "statements-aside-title", fields, _memory(page, at), words)


def _statement(page: StatementsPage, at: int, each: Spoken, words: Wording) -> list[Block]:
    value = f"{page.answer}:{page.page}:{at}:{each.statement.times}"
    one = each.statement
    correct = button(words("statements-button-correct"), f"statement.correct.{at}", value)
    buttons = [correct] if each.text else []
    if waits(one):
        aside = button(words("statements-button-aside"), f"statement.set_aside.{at}", value)
        confirm = button(words("statements-button-confirm"), f"statement.confirm.{at}", value)
        buttons = [confirm, *buttons, aside] if each.text else [aside]
    else:
        take_back = button(words("statements-button-back"), f"statement.take_back.{at}", value)
        text = words("statements-back-text")
        buttons.append(asking_first(take_back, words("statements-back-title"), text, words))
    return [
        _quoted(each, words),
        context(_what(page, each, words)),
        actions(buttons, f"statement:{each.key}"),
    ]


def _quoted(each: Spoken, words: Wording) -> Block:
    if not each.text:
        name = safe_line(masked(each.statement.passage.source), NAME_SHOWN)
        return section(words("statements-unread", name=name or words("statements-letter")))
    return section(quotation(masked(each.text), TEXT_SHOWN) or "–")


def _what(page: StatementsPage, each: Spoken, words: Wording) -> str:
    """Say what a statement is, and what people said of it."""
    one, language = each.statement, words.texts.language
    if not each.text:
        return _standing(each, words)
    asked = "" if one.question == OTHER else safe_line(page.questions.get(one.question, ""), QUESTION_SHOWN)
    named = {label.key: label.name(language) for label in gazetteer.names()}
    is_ = [
        words("statements-stance", stance=one.stance),
        ", ".join(safe_line(words.topic(topic), NAME_SHOWN) for topic in one.topics),
        ", ".join(safe_line(named.get(group, group), NAME_SHOWN) for group in one.target_groups),
        asked,
    ]
    return f"{_standing(each, words)}\n{'   ·   '.join(filter(None, is_))}"


def _standing(each: Spoken, words: Wording) -> str:
    one = each.statement
    if one.set_aside is not None:
        return words("statements-aside", reason=safe_line(masked(one.set_aside), REASON_SHOWN))
    if one.confirmed_by is not None:
        return words("statements-confirmed", who=person(one.confirmed_by))
    return words("statements-proposed") if each.text else words("statements-to-read")


def _foot(page: StatementsPage, words: Wording) -> list[Block]:
    """Turn the pages, and go on to the next answer where something waits in another."""
    where = words("statements-page", page=page.page + 1, pages=page.last + 1)
    buttons = []
    if page.page > 0:
        value = f"{page.answer}:{page.page - 1}"
        buttons.append(button(words("statements-button-before"), "statement.page.before", value))
    if page.page < page.last:
        value = f"{page.answer}:{page.page + 1}"
        buttons.append(button(words("statements-button-after"), "statement.page.after", value))
    if page.others:
        buttons.append(button(words("statements-button-next"), "statement.next", str(page.answer)))
    others = words("statements-others", count=page.others) if page.others else ""
    foot = context("   ·   ".join(filter(None, [where, others])))
    turning = [actions(buttons, "statements/pages")] if buttons else []
    return [divider(), foot, *turning]


def _memory(page: StatementsPage, at: int) -> Mapping[str, int]:
    times = page.shown[at].statement.times
    return {"answer": page.answer, "page": page.page, "at": at, "times": times}


def _form(
    callback_id: str, title: str, blocks: Sequence[Block], memory: Mapping[str, int], words: Wording
) -> Block:
    value = f"{memory['answer']}:{memory['page']}"
    back = button(words("statements-button-return"), "statement.page.before", value)
    labels = {"submit": words("button-save"), "close": words("button-dismiss")}
    body = [*blocks, actions([back], "statements/return")]
    return modal(callback_id, words(title), body, json.dumps(memory), **labels)
