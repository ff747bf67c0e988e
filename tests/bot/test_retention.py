"""What is past its time is emptied once an hour, as the settings say; what comes later starts anew."""

from datetime import timedelta

import pytest

from bot import retention
from bot.front_desk.reception import Reception
from bot.inquiries import emptied_posts, export, handling, splitting
from bot.inquiries.errors import Emptied
from bot.inquiries.splitting import Question
from bot.signed_address import reply_address
from consultation.register import importing
from consultation.register.rows import Entry
from storage import inquiries, ledger, parts, register
from storage.messages import Arrival
from storage.outcomes import Outcome
from tests.bot.front_desk.test_reception import a_mail
from tests.laid_desk import METTE, MONDAY_MORNING, OWN_ADDRESS, FixedModel, a_desk, an_inquiry

SIX_YEARS = timedelta(days=6 * 365)


async def received(desk, raw):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (number,) = await ledger.store(session, [Arrival.pack(raw, source="t", received_at=now)], now)
    return await Reception(desk, FixedModel()).receive(number)


async def closed(desk):
    inquiry = await an_inquiry(desk)
    await handling.close(desk, inquiry.id, METTE)
    return inquiry


async def found(desk, inquiry):
    async with desk.database.reading() as session:
        return await inquiries.get(session, inquiry.id)


async def test_an_inquiry_is_emptied_when_its_time_is_up_and_says_so(desk):
    inquiry = await closed(desk)
    await retention.sweep(desk)
    assert (await found(desk, inquiry)).emptied_at is None

    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)

    assert (await found(desk, inquiry)).emptied_at
    async with desk.database.reading() as session:
        happened = await inquiries.history(session, inquiry.id)
    assert [each.what for each in happened] == ["opened", "closed", "emptied"]


async def test_what_is_open_is_never_emptied(desk):
    inquiry = await an_inquiry(desk)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    assert (await found(desk, inquiry)).emptied_at is None


async def test_zero_days_keep_everything_for_good(tmp_path):
    kept = {"closed_inquiries_days": 0, "quarantine_days": 0, "machine_mail_days": 0}
    async with a_desk(tmp_path, retention=kept) as desk:
        inquiry = await closed(desk)
        await received(desk, a_mail(Auto_Submitted="auto-replied"))
        desk.clock.advance(SIX_YEARS)
        await retention.sweep(desk)
        assert (await found(desk, inquiry)).emptied_at is None


async def test_more_than_one_transaction_empties_are_all_emptied(desk, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    every = [await closed(desk) for _ in range(5)]
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    assert all([(await found(desk, each)).emptied_at for each in every])


async def test_a_sweep_leaves_the_rest_to_the_next_one(desk, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    monkeypatch.setattr(retention, "AT_MOST", 1)
    every = [await closed(desk) for _ in range(3)]
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    assert [bool((await found(desk, each)).emptied_at) for each in every] == [True, True, False]
    await retention.sweep(desk)
    assert (await found(desk, every[-1])).emptied_at


async def test_a_letter_to_an_emptied_inquiry_is_a_new_one_that_is_linked_to_it(desk):
    inquiry = await closed(desk)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)

    address = reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key)
    decision = await received(desk, a_mail(to=address))

    assert decision.outcome == Outcome.INQUIRY
    async with desk.database.reading() as session:
        assert [each.id for each in await inquiries.linked(session, decision.inquiry.id)] == [inquiry.id]
    assert (await found(desk, inquiry)).status == "closed"


async def test_there_is_nothing_left_to_export(desk, tmp_path):
    inquiry = await closed(desk)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    async with desk.database.reading() as session:
        with pytest.raises(Emptied):
            await export.write(session, await inquiries.get(session, inquiry.id), {}, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


async def test_the_questions_of_an_inquiry_are_emptied_with_it(desk):
    inquiry = await an_inquiry(desk)
    await splitting.split(
        desk, inquiry.id, METTE, [Question("analyse", "Hvad ved I?"), Question("moeder", "Hvornår?")]
    )
    await splitting.answer(desk, 2, METTE, "En del.")
    await handling.close(desk, inquiry.id, METTE)

    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)

    async with desk.database.reading() as session:
        asked = await parts.asked_in(session, inquiry.id, settled=True)
    assert [(each.asked.question, each.asked.answer) for each in asked] == [("", None)] * 2
    assert all(each.inquiry.emptied_at and not each.inquiry.subject for each in asked)


async def contacts(desk):
    async with desk.database.reading() as session:
        return [each.email for each in await register.everybody(session)]


async def test_whoever_wrote_it_is_forgotten_with_the_last_inquiry_of_theirs(desk):
    inquiry = await closed(desk)
    again = await an_inquiry(desk)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    assert (await found(desk, inquiry)).emptied_at
    assert await contacts(desk) == ["karen@fondennordlys.example"]

    await handling.close(desk, again.id, METTE)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    assert await contacts(desk) == []


async def test_whoever_was_forgotten_and_writes_again_is_known_anew(desk):
    await closed(desk)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await an_inquiry(desk)
    assert await contacts(desk) == ["karen@fondennordlys.example"]


def test_the_posts_of_one_sweep_are_taken_away_one_parcel_after_the_other():
    due = emptied_posts.moments(MONDAY_MORNING)
    first, second = next(due), next(due)
    assert (first, second - first) == (MONDAY_MORNING, emptied_posts.PAUSE)


@pytest.mark.parametrize("listed_before", [True, False])
async def test_whoever_stands_on_an_imported_list_stays(desk, listed_before):
    async def imported():
        async with desk.database.transaction() as session:
            entry = Entry("Fonden Nordlys", "karen@fondennordlys.example")
            await importing.take_in(session, [entry], desk.clock.now())

    if listed_before:
        await imported()
    await closed(desk)
    if not listed_before:
        await imported()
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    assert await contacts(desk) == ["karen@fondennordlys.example"]
