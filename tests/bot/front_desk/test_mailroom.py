"""What the mailbox's thread asks of the record."""

import asyncio
from dataclasses import replace

import pytest

from bot.front_desk.mailroom import RecordMailroom
from bot.front_desk.reception import Reception
from bot.mail.mailbox import Fetched, RecordAway
from storage import mailboxes
from tests.bot.front_desk.test_reception import a_mail
from tests.laid_desk import FixedModel


@pytest.fixture
def room(desk):
    """The mailroom of an account."""

    def _room(username):
        imap = desk.settings.imap.model_copy(update={"host": "mail.example", "username": username})
        theirs = replace(desk, settings=desk.settings.model_copy(update={"imap": imap}))
        return RecordMailroom(theirs, Reception(theirs, FixedModel()), asyncio.get_running_loop())

    return _room


async def takes_in(room, desk, *uids):
    letters = [Fetched(uid, a_mail(f"{room} {uid}"), desk.clock.now()) for uid in uids]
    await asyncio.to_thread(room.take_in, "INBOX", 1, letters)


async def to_file(room):
    return [each.uid for each in await asyncio.to_thread(room.to_file, "INBOX", 1)]


async def test_a_service_that_ends_while_the_mailbox_waits_for_its_record_tells_it_so(desk, room):
    async with desk.database.transaction():  # whoever wants to write waits
        waiting = asyncio.create_task(takes_in(room("fonde"), desk, 1))
        while not (writing := [task for task in asyncio.all_tasks() if "_take_in" in repr(task.get_coro())]):
            await asyncio.sleep(0.01)

        writing[0].cancel()

        with pytest.raises(RecordAway, match="the service ends"):
            await waiting


async def test_what_another_account_did_not_file_is_not_moved_where_its_number_may_be_an_unread_letters(
    desk, room
):
    old, new = room("gammel"), room("ny")
    await takes_in(old, desk, 1, 2, 3)
    assert await to_file(new) == []

    await takes_in(new, desk, 1, 2)

    assert await to_file(new) == [1, 2]
    assert await asyncio.to_thread(new.last_uid, "INBOX", 1) == 2
    assert await asyncio.to_thread(old.last_uid, "INBOX", 1) == 3


async def test_an_account_that_goes_by_another_name_now_has_its_letters_once_and_files_them(desk, room):
    letters = [Fetched(uid, a_mail(f"Brev {uid}"), desk.clock.now()) for uid in (1, 2)]
    await asyncio.to_thread(room("fonde").take_in, "INBOX", 1, list(letters))

    renamed = room("fonde@ministeriet.example")
    await asyncio.to_thread(renamed.take_in, "INBOX", 1, list(letters))

    assert await to_file(renamed) == [1, 2]
    async with desk.database.reading() as session:
        entries = await mailboxes.unfiled(session, "INBOX", 1)
    assert [each.outcome for each in entries] == ["inquiry", "inquiry"]
