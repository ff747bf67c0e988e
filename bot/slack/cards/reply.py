"""The answer form: what came, what may be put in, and the answer. Field names: contract, section 4."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.dates import written_day
from bot.inquiries.answer import Enclosed, Form
from bot.inquiries.said import user_of
from bot.inquiries.splitting import answer_of
from bot.slack.cards.blocks import (
    INPUT_LIMIT,
    Block,
    actions,
    beside,
    button,
    checkboxes,
    context,
    described,
    file_input,
    heard,
    labelled,
    modal,
    section,
    select,
    text_input,
)
from bot.slack.cards.outside import quotation, safe_line, writer, writers
from bot.slack.cards.wording import Wording
from nlp import cpr
from storage.answers import Similar
from storage.tables import AnswerTemplate

CAME_SHOWN = 600
PIECE = 2800
SIMILAR_SHOWN = 300
QUESTION_SHOWN = 150
MOST_FILES = 10
MOST_TEMPLATES = 100
MOST_PUT_IN = 5
QUOTED = "quoted"
THREADS = "threads"
LONGEST = 5 * INPUT_LIMIT
BODY = ("body", *(f"more_{number}" for number in range(1, 10)))
"""The fields that an answer stands in: Slack takes three thousand characters in one.

Divided between paragraphs, two that follow each other are fuller together than one can be: the longest answer
needs ten.
"""
KEPT, RECEIVED = ((name, *(f"{name}_{number}" for number in range(2, 6))) for name in ("kept", "received"))
"""The fields that files stand in, ten in each: those of the draft, and those that came from outside."""


def draw(form: Form, words: Wording, now: datetime, *, overtaken: bool = False, put_in: int = 0) -> Block:
    """Draw the form.

    ``overtaken`` says that something arrived while it was open; it then stands on top, whole. ``put_in``
    counts the texts that were put in: Slack shows a new text only in a field that has a new name.
    """
    blocks = [
        *_came(form, words, now, overtaken=overtaken),
        *_left_out(form, words),
        *_library(form, words, now),
        *_parts(form, words),
        *_recipients(form, words),
        labelled("subject", words("field-subject"), text_input("subject", _subject(form))),
        *_body(form, words, put_in),
        *_options(form, words),
    ]
    seen = {"seen": form.seen.newest, "merged": form.seen.merged}
    metadata = {"inquiry": form.inquiry.id, **seen, "used": list(form.used), "put_in": put_in}
    title = words("reply-title", reference=form.inquiry.reference)
    labels = {"submit": words("button-send"), "close": words("button-cancel")}
    view = modal("inquiry.reply", title, blocks, json.dumps(metadata), **labels)
    return view | {"notify_on_close": True}


def _came(form: Form, words: Wording, now: datetime, *, overtaken: bool) -> Iterator[Block]:
    newest = form.newest
    if overtaken:
        yield section(words("reply-overtaken"))
    who = writer(newest.sender)
    yield context(words("reply-came", who=who, when=words.date(newest.at, now)))
    yield section(quotation(newest.text, PIECE if overtaken else CAME_SHOWN) or words("card-no-text"))


def _left_out(form: Form, words: Wording) -> Iterator[Block]:
    if form.left_out:
        yield context(words("reply-left-out", who=writers(form.left_out)))


def _library(form: Form, words: Wording, now: datetime) -> Iterator[Block]:
    for number, similar in enumerate(form.library.similar):
        pressed = button(words("button-put-in"), "inquiry.reply.similar", str(similar.answer.id))
        yield beside(_similar(similar, words, now), pressed, f"inquiry:{form.inquiry.id}/similar:{number}")
    if templates := form.library.templates[:MOST_TEMPLATES]:
        options = [(str(each.id), each.title) for each in templates]
        menu = select("inquiry.reply.template", options, None, words("reply-template"))
        told = {str(each.id): holds(each, words) for each in templates}
        yield actions([described(menu, told)], f"inquiry:{form.inquiry.id}/templates")
        put_in = [each for each in templates if each.id in form.used]
        yield from (_put_in(each, words) for each in put_in[:MOST_PUT_IN])


def _put_in(template: AnswerTemplate, words: Wording) -> Block:
    title = safe_line(template.title, QUESTION_SHOWN)
    owner = f"<@{template.owner}>"
    return context(words("reply-template-put-in", title=title, owner=owner, told=holds(template, words)))


def holds(template: AnswerTemplate, words: Wording) -> str:
    """How often a standard answer was sent, and how long it holds."""
    used = words("reply-template-used", count=template.times_used)
    if template.valid_until is None:
        return used
    day = written_day(date.fromisoformat(template.valid_until), words.texts.language)
    return f"{used} · {words('reply-template-until', day=day)}"


def _similar(similar: Similar, words: Wording, now: datetime) -> str:
    answered = words.month(similar.answer.at, now)
    head = words("reply-similar", reference=similar.inquiry.reference, when=answered)
    return f"{head}\n{quotation(similar.answer.text, SIMILAR_SHOWN)}"


def _parts(form: Form, words: Wording) -> Iterator[Block]:
    """Which offices have answered; an answer that is not in the letter can be put in."""
    if not form.parts:
        return
    done = sum(bool(answer_of(each)) for each in form.parts)
    yield context(words("reply-parts", answered=done, count=len(form.parts)))
    for each in form.parts:
        text = answer_of(each)
        question = safe_line(each.inquiry.subject, QUESTION_SHOWN)
        told = words(
            "reply-part" if text else "reply-part-missing", number=each.asked.number, question=question
        )
        if text and text not in form.body:
            pressed = button(words("button-put-in"), "inquiry.reply.part", str(each.inquiry.id))
            yield beside(told, pressed, f"inquiry:{form.inquiry.id}/part:{each.inquiry.id}")
        else:
            yield context(told)


def _recipients(form: Form, words: Wording) -> Iterator[Block]:
    """Mail addresses to type, and a box to tick for each who asked in Slack."""
    to = [each.strip() for each in form.recipients.split(",")]
    typed = ", ".join(each for each in to if not user_of(each))
    people = list(form.threads.items())[:MOST_FILES]
    if people:
        boxes = [
            (address, words("reply-in-thread" if name else "reply-in-thread-nameless", name=safe_name(name)))
            for address, name in people
        ]
        ticked = checkboxes(THREADS, boxes, [each.lower() for each in to])
        yield labelled(THREADS, words("field-threads"), ticked, optional=True)
    label = words("field-recipients-mail" if people else "field-recipients")
    yield labelled("recipients", label, text_input("recipients", typed), optional=bool(people))
    copies = text_input("copies", form.copies)
    yield labelled("copies", words("field-copies"), copies, words("copies-hint"), optional=True)


def _body(form: Form, words: Wording, put_in: int) -> Iterator[Block]:
    for name, piece in zip(BODY, divided(form.body), strict=False):
        goes_on = name != BODY[0]
        label = words("field-body-goes-on" if goes_on else "field-body")
        hint = None if goes_on else words("reply-hint")
        field = labelled(name, label, text_input(name, piece, multiline=True), hint, optional=goes_on)
        yield heard(field) | ({"block_id": f"{name}-{put_in}"} if put_in else {})


def divided(text: str, limit: int = INPUT_LIMIT) -> list[str]:
    """Divide a long answer into what fits into the fields: between paragraphs, where they are no longer."""
    pieces = [""]
    for paragraph in text.split("\n\n"):
        for start in range(0, max(len(paragraph), 1), limit):
            part = paragraph[start : start + limit]
            together = f"{pieces[-1]}\n\n{part}" if pieces[-1] else part
            if len(together) <= limit:
                pieces[-1] = together
            else:
                pieces.append(part)
    return pieces


def _options(form: Form, words: Wording) -> Iterator[Block]:
    languages = [(each, words(f"language-{each}")) for each in ("da", "en")]
    yield labelled("language", words("field-language"), select("language", languages, form.language))
    quote = checkboxes(QUOTED, [(QUOTED, words("reply-quote"))], [QUOTED] if form.quoted else [])
    yield labelled(QUOTED, words("field-quoted"), quote, optional=True)
    yield from _files(KEPT, form.files, words, ticked=True)
    yield from _files(RECEIVED, _not_kept(form), words, ticked=False)
    dropped = file_input("attachments", MOST_FILES)
    yield labelled("attachments", words("field-attachments"), dropped, optional=True)


def _files(
    names: Sequence[str], files: Sequence[Enclosed], words: Wording, *, ticked: bool
) -> Iterator[Block]:
    """Boxes to tick, ten to a field: that is what Slack takes."""
    for name, start in zip(names, range(0, len(files), MOST_FILES), strict=False):
        boxes = [(str(each["file"]), safe_name(each["name"])) for each in files[start : start + MOST_FILES]]
        field = checkboxes(name, boxes, [number for number, _ in boxes] if ticked else [])
        yield labelled(name, words(f"field-{names[0]}"), field, optional=True)


def _not_kept(form: Form) -> list[Enclosed]:
    kept = {each["file"] for each in form.files}
    return [each for each in form.received if each["file"] not in kept]


def safe_name(name: str) -> str:
    """A file's name for a label, which has no formatting: only what can't be seen is taken out."""
    return " ".join(name.split()) or "?"


def _subject(form: Form) -> str:
    return cpr.mask(" ".join(form.subject.split()))
