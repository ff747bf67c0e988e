import json

import pytest

from bot.front_desk import quarantine
from bot.inquiries import claiming
from bot.inquiries.incoming import EnclosedFile
from bot.slack import originals
from storage import ledger
from storage.messages import Arrival
from storage.tables import Correspondence
from tests.bot.slack.test_inquiries import errors, form

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
WITH_FILE = (
    b"From: karen@fond.example\r\nTo: fonde@ministeriet.example\r\nSubject: Bilag\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSe bilag\r\n"
    b"--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=budget.pdf\r\n\r\n"
    b"%PDF-1.4 budget\r\n--x--\r\n"
)


@pytest.mark.parametrize("choice", ["release", "handover", "link", "correct", "history", "files"])
async def test_nothing_in_mere_is_for_strangers(record, staff, choice):
    await record.open()

    response = await staff.click(CARLA, "inquiry.further.choice", choice)

    assert response.status == 200
    assert staff.told()[0][1].startswith("Sagen hører til")


async def test_it_is_given_back(record, staff, desk):
    inquiry_id = await record.open()
    await claiming.claim(desk, inquiry_id, ANNE)

    await staff.click(BO, "inquiry.further.choice", "release")

    assert (await record.inquiry(inquiry_id)).claimed_by is None


async def test_what_nobody_has_is_not_given_back_and_that_is_said(record, staff):
    await record.open()

    await staff.click(BO, "inquiry.further.choice", "release")

    assert staff.told() == [(BO, "Ingen har sagen, så der er intet at give tilbage.")]


async def test_it_is_given_to_a_colleague(record, staff):
    inquiry_id = await record.open()

    response = await staff.submit(
        ANNE, form("inquiry.handover", ("colleague",), inquiry=inquiry_id), colleague=BO
    )

    assert (response.status, response.body) == (200, "")
    assert (await record.inquiry(inquiry_id)).claimed_by == BO


async def test_not_to_somebody_from_another_office(record, staff):
    inquiry_id = await record.open()

    response = await staff.submit(
        ANNE, form("inquiry.handover", ("colleague",), inquiry=inquiry_id), colleague=CARLA
    )

    assert errors(response) == {
        "colleague": "<@U3CARLA> hører ikke til Indsatser &amp; UIP: vælg en kollega dér, "
        "eller send sagen videre."
    }


async def test_two_are_connected(record, staff, desk):
    await record.open()
    await record.open()

    response = await staff.submit(ANNE, form("inquiry.link", ("other",), inquiry=1), other="FD-2026-00002")

    assert (response.status, response.body) == (200, "")
    assert await record.history(2) == ["opened", "linked"]


async def test_nothing_to_connect_with_is_said(record, staff):
    await record.open()

    response = await staff.submit(
        ANNE, form("inquiry.link", ("other", "round"), inquiry=1), other="", round=""
    )

    assert list(errors(response)) == ["other"]


async def test_a_wrong_number_is_said_at_its_field(record, staff):
    await record.open()

    response = await staff.submit(ANNE, form("inquiry.link", ("other",), inquiry=1), other="42")

    assert list(errors(response)) == ["other"]


async def test_topics_and_organisation_are_corrected(record, staff):
    await record.open()
    view = form("inquiry.correct", ("topics", "organisation"), inquiry=1)

    response = await staff.submit(ANNE, view, topics=["effektanalyse"], organisation="Fonden Ny")

    assert (response.status, response.body) == (200, "")
    assert (await record.inquiry(1)).topics == ["effektanalyse"]
    assert await record.history(1) == ["opened", "corrected"]


@pytest.mark.usefixtures("running")
async def test_the_history_is_read_page_by_page(record, desk, slack, bell):
    await record.open()
    for _ in range(11):
        await claiming.claim(desk, 1, ANNE)
        await claiming.release(desk, 1, ANNE)
    bell.ring()
    card = await slack.wait(lambda _: next(iter(slack.messages("C1UIP")), None))
    await slack.click("C1UIP", card["ts"], BO, "inquiry.further")
    await slack.click_in_view(BO, "inquiry.further.choice", value="history")

    await slack.click_in_view(BO, "inquiry.history.older")

    await slack.wait(lambda page: "Oprettet: karen@fondennordlys.example skrev" in str(page.modals))
    assert len(slack.views()) == 1
    await slack.click_in_view(BO, "inquiry.history.newer")
    await slack.wait(lambda page: "Oprettet" not in str(page.modals))


class TestFiles:
    @pytest.fixture
    async def mailed(self, record, desk):
        """An inquiry whose letter came as a mail with a file."""
        inquiry_id = await record.open()
        now = desk.clock.now()
        async with desk.database.transaction() as session:
            arrival = Arrival.pack(WITH_FILE, source="INBOX", received_at=now)
            [ledger_id] = await ledger.store(session, [arrival], now)
            (await session.get_one(Correspondence, 1)).ledger_id = ledger_id
        return inquiry_id

    @pytest.mark.usefixtures("running")
    async def test_mails_and_files_come_to_the_one_who_asked_and_to_nobody_else(
        self, mailed, slack, slack_proxy, bell
    ):
        bell.ring()
        card = await slack.wait(lambda _: next(iter(slack.messages("C1UIP")), None))
        await slack.click("C1UIP", card["ts"], BO, "inquiry.further")
        await slack.click_in_view(BO, "inquiry.further.choice", value="files")
        await slack.wait(lambda page: "på vej til dig" in str(page.modals))

        def brought(page):
            return next(
                (each for messages in page.messages.values() for each in messages if each.get("files")), None
            )

        message = await slack.wait(brought)
        assert [file["name"] for file in message["files"]] == ["FD-2026-00001-1.eml", "budget.pdf"]
        assert "mails og bilag, som de kom" in message["text"]
        assert message["channel"].startswith("D")
        assert "budget" not in json.dumps(slack.messages("C1UIP"))

    async def test_what_no_process_survived_reading_is_brought_as_it_came(self, mailed, desk, counter):
        async with desk.database.transaction() as session:
            for _ in range(quarantine.LIVES + 1):
                await ledger.take_up(session, 1)

        assert [file.name for file in await originals._files_of(counter, 1, "FD-1")] == ["FD-1-1.eml"]

    @pytest.mark.usefixtures("running")
    async def test_nothing_that_holds_a_virus_is_brought_and_it_is_said(
        self, mailed, desk, slack, slack_proxy, bell
    ):
        object.__setattr__(desk, "scan", lambda _content: "infected")  # as if it had been laid so
        bell.ring()
        card = await slack.wait(lambda _: next(iter(slack.messages("C1UIP")), None))
        await slack.click("C1UIP", card["ts"], BO, "inquiry.further")
        await slack.click_in_view(BO, "inquiry.further.choice", value="files")

        await slack.wait(lambda page: "2 filer indeholder virus" in str(page.messages))
        assert "files.getUploadURLExternal" not in {call.method for call in slack_proxy.calls}

    async def test_where_there_is_none_it_is_said(self, record, staff, slack_proxy):
        await record.open()

        await staff.click(BO, "inquiry.further.choice", "files")

        assert "files.getUploadURLExternal" not in {call.method for call in slack_proxy.calls}
        slack_proxy.refusals.clear()  # at the dispatcher there is no trigger to open a modal with

    def test_files_that_do_not_fit_are_left_out_and_the_smaller_ones_come(self):
        files = [EnclosedFile(name, b"x" * size) for name, size in (("a", 4), ("b", 9), ("c", 3), ("d", 1))]

        assert [file.name for file in originals.within(files, 50, 8)] == ["a", "c", "d"]
        assert [file.name for file in originals.within(files, 2, 100)] == ["a", "b"]
