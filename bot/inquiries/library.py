"""The answer library: standard answers with fields, and what was answered to similar questions.

A field stands in braces, such as ``{navn}``, and is filled in with the inquiry's own when the text is put
into an answer. What names one foundation is made a field again before it may serve another one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.answer import Library
from bot.inquiries.change import looked_at
from bot.inquiries.errors import EmptyAnswer, NotAMember, TitleTaken, UnknownFields, UnknownInquiry
from bot.staff import permissions
from storage import answers, correspondence, inquiries, merged
from storage.tables import AnswerTemplate, Correspondence, Inquiry

_FIELD = re.compile(r"\{([^{}\s]{1,40})\}")
_ENGLISH = {"name": "navn", "reference": "sag", "subject": "emne", "organisation": "organisation"}
FIELDS = {"da": tuple(_ENGLISH.values()), "en": tuple(_ENGLISH)}
"""The fields' names in each language; either are understood in both."""
LIKE = 0.35
"""How alike two letters must be, from 0 to 1, for the answer to one to be offered for the other."""


@dataclass(frozen=True)
class Entry:
    """A standard answer as it is saved."""

    title: str
    body_da: str
    body_en: str
    valid_until: date | None = None


@dataclass(frozen=True)
class Kept:
    """A standard answer on the shelf: whether it is offered, and whether whoever looks may change that."""

    template: AnswerTemplate
    in_use: bool
    own: bool


@dataclass(frozen=True)
class Shelf:
    """The standard answers by title, as many as are shown; ``count`` is how many there are."""

    entries: Sequence[Kept]
    count: int


def filled(text: str, values: dict[str, str]) -> str:
    """Fill in a text's fields; one that is unknown or has no value stays as it stands, to be seen."""

    def value(field: re.Match[str]) -> str:
        name = field[1].lower()
        return values.get(_ENGLISH.get(name, name)) or field[0]

    return _FIELD.sub(value, text)


def generalised(text: str, values: dict[str, str], language: str = "da") -> str:
    """Make fields of what names one foundation and its inquiry; the longest names first."""
    called = dict(zip(FIELDS["da"], FIELDS[language], strict=True))
    for name, value in sorted(values.items(), key=lambda each: -len(each[1])):
        if name != "emne" and value.strip():
            field = f"{{{called[name]}}}"
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", field, text, flags=re.IGNORECASE)
    return text


def unknown_fields(text: str) -> list[str]:
    """The fields in a text that there are not."""
    named = (field[1] for field in _FIELD.finditer(text))
    return [name for name in named if name.lower() not in {*FIELDS["da"], *FIELDS["en"]}]


async def values_of(session: AsyncSession, inquiry: Inquiry) -> dict[str, str]:
    """What an inquiry fills in."""
    return {
        "navn": inquiry.sender_name,
        "sag": inquiry.reference,
        "emne": inquiry.subject,
        "organisation": await inquiries.organisation_name(session, inquiry) or "",
    }


async def offered(
    session: AsyncSession, desk: Desk, inquiry: Inquiry, newest: Correspondence, user: str
) -> Library:
    """What may be put into an answer: standard answers that hold, and similar ones that ``user`` may see."""
    own = {inquiry.id, *(each.id for each in await merged.members(session, inquiry.id))}
    alike = await answers.similar(session, newest.text, inquiry.initiative, own)
    seen = await permissions.seen_of(session, desk, [each.inquiry for each in alike], user)
    likely = [each for each in alike if each.inquiry.id in seen and each.likeness >= LIKE]
    return Library(await answers.templates(session, _today(desk)), likely)


async def standard(desk: Desk, inquiry_id: int, user: str, template_id: int, language: str) -> str:
    """A standard answer filled in for an inquiry: in ``language``, where it has that."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        template = await answers.template(session, template_id)
        values = await values_of(session, inquiry)
    bodies = {"da": template.body_da, "en": template.body_en}
    return filled(bodies.get(language) or template.body_da or template.body_en, values)


async def earlier(desk: Desk, inquiry_id: int, user: str, letter_id: int) -> str:
    """What was answered to another inquiry, with the names of this one."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        letter = await correspondence.letter(session, letter_id)
        source = await inquiries.get(session, letter.inquiry_id)
        await permissions.require(session, desk, source, user)
        if letter.state != "sent":
            raise UnknownInquiry(source.reference)
        text = generalised(letter.text, await values_of(session, source))
        return filled(text, await values_of(session, inquiry))


async def open_entry(desk: Desk, letter_id: int, user: str) -> tuple[Correspondence, str]:
    """Read an answer that may become a standard one, with fields in place of names."""
    async with desk.database.reading() as session:
        letter = await correspondence.letter(session, letter_id)
        inquiry = await inquiries.get(session, letter.inquiry_id)
        await permissions.require(session, desk, inquiry, user)
        permissions.require_open(inquiry)
        return letter, generalised(letter.text, await values_of(session, inquiry), letter.language)


async def save(desk: Desk, letter_id: int, user: str, entry: Entry) -> None:
    """Save a standard answer; under a title of one's own it takes the earlier one's place."""
    title = " ".join(entry.title.split())
    if not title or not (entry.body_da.strip() or entry.body_en.strip()):
        raise EmptyAnswer
    if unknown := unknown_fields(f"{entry.body_da}\n{entry.body_en}"):
        raise UnknownFields(unknown[0])
    async with desk.database.transaction() as session:
        letter = await correspondence.letter(session, letter_id)
        inquiry = await inquiries.get(session, letter.inquiry_id)
        await permissions.require(session, desk, inquiry, user)
        permissions.require_open(inquiry)
        known = await answers.template_titled(session, title)
        if known is not None and known.owner != user:
            raise TitleTaken(known.owner)
        kept = known or AnswerTemplate(title=title, owner=user, times_used=0)
        kept.office, kept.saved_at = inquiry.office, desk.clock.now()
        kept.body_da, kept.body_en = entry.body_da.strip(), entry.body_en.strip()
        kept.valid_until = entry.valid_until.isoformat() if entry.valid_until else None
        session.add(kept)


async def shelf(desk: Desk, user: str, most: int) -> Shelf:
    """Every standard answer, up to ``most``, as ``user`` may look after them."""
    today = _today(desk)
    async with desk.database.reading() as session:
        found, count = await answers.all_templates(session, most)
    entries = [Kept(each, in_use=_holds(each, today), own=_may_keep(desk, each, user)) for each in found]
    return Shelf(entries, count)


async def retire(desk: Desk, template_id: int, user: str) -> None:
    """Offer a standard answer no more; it is kept, and may be taken into use again."""
    yesterday = date.fromisoformat(_today(desk)) - timedelta(days=1)
    await _keep_until(desk, template_id, user, yesterday.isoformat())


async def reinstate(desk: Desk, template_id: int, user: str) -> None:
    """Offer a standard answer again, until somebody says otherwise."""
    await _keep_until(desk, template_id, user, None)


async def _keep_until(desk: Desk, template_id: int, user: str, day: str | None) -> None:
    async with desk.database.transaction() as session:
        kept = await answers.template(session, template_id)
        if not _may_keep(desk, kept, user):
            raise NotAMember(user, kept.office)
        kept.valid_until = day


def _may_keep(desk: Desk, template: AnswerTemplate, user: str) -> bool:
    # whoever saved it may have left
    return user == template.owner or desk.members.may_act(user, template.office)


def _holds(template: AnswerTemplate, today: str) -> bool:
    return template.valid_until is None or template.valid_until >= today


def _today(desk: Desk) -> str:
    return desk.clock.now().astimezone(desk.calendar.timezone).date().isoformat()


async def count_uses(session: AsyncSession, letter: Correspondence) -> None:
    """Count the standard answers that went into a letter which has left, each once."""
    for template_id in dict.fromkeys(await _used_in(session, letter)):
        await answers.count_use(session, template_id)


async def used_in_draft(session: AsyncSession, written: Sequence[Correspondence], user: str) -> list[int]:
    """The standard answers in a draft of ``user``, where it is a letter that was taken back."""
    own = [each for each in written if each.author == user]
    return await _used_in(session, own[-1]) if own and own[-1].state == "withdrawn" else []


async def _used_in(session: AsyncSession, letter: Correspondence) -> list[int]:
    history = await inquiries.history(session, letter.inquiry_id)
    said = (each.details for each in history if each.what == "answer_written")
    return next((each.get("used", []) for each in said if each["letter"] == letter.id), [])
