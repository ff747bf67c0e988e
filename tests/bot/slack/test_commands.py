"""Slash commands, typed in the local Slack with the listeners and the courier running."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.inquiries import claiming, phoned
from nlp.errors import ModelMissing
from tests.bot.slack.test_inquiries import errors, form

pytestmark = pytest.mark.usefixtures("running")

ANNE, DAN = "U1ANNE", "U4DAN"
UIP = "C1UIP"
CALL = {
    "name": "Karen Lyngholt",
    "organisation": "Fonden Nordlys",
    "subject": "Evaluering",
    "text": "Ring op",
}


def said_in_window(words):
    def shown(page):
        top = page.modals[-1] if page.modals else {}
        return top if words in str(top) else None

    return shown


@pytest.mark.parametrize(
    ("command", "said"),
    [("/henvendelse", "Kun du kan se svaret"), ("/inquiry", "Only you see the answer")],
)
async def test_help_comes_in_the_language_of_the_command(typing, command, said):
    await typing(ANNE, "", said, command)


@pytest.mark.parametrize("text", ["", "ny", "mine", "find UIP"])
async def test_whoever_belongs_to_no_office_is_told_so(typing, text):
    await typing("U6KAREN", text, "Kun medarbejdere i et af kontorerne kan det")


async def test_who_chose_english_is_answered_in_english(record, typing):
    await record.prefers(ANNE, language="en")

    await typing(ANNE, "hjælp", "Only you see the answer")


async def test_an_inquiry_is_found_by_a_word_in_any_form_and_leads_to_its_card(
    record, slack, another_courier, typing
):
    await record.open(text="Vi driver en mentorordning for unge")
    await another_courier.run_until_empty()
    [card] = slack.messages(UIP)

    answer = await typing(ANNE, "find mentorordninger", "1 henvendelse om")

    assert slack.link(UIP, card["ts"]) in str(answer)


async def test_another_offices_inquiries_are_not_found(record, typing):
    await record.open(initiative="politisk_inddragelse", text="Vi driver en mentorordning")

    await typing(ANNE, "find mentorordning", "Ingen henvendelse, du kan se")


async def test_triage_finds_them_all(record, typing):
    await record.open(initiative="politisk_inddragelse", text="Vi driver en mentorordning")

    await typing(DAN, "mentorordning", "1 henvendelse om")


async def test_a_shown_inquiry_can_be_acted_on_at_once(record, slack, typing):
    await record.open()
    answer = await typing(ANNE, "FD-2026-00001", "inquiry.reroute")

    await slack.click(UIP, answer["ts"], ANNE, "inquiry.claim")

    await slack.wait(lambda page: any("har sagen" in str(m["blocks"]) for m in slack.messages(UIP)))
    assert (await record.inquiry(1)).claimed_by == ANNE


async def test_another_offices_inquiry_is_not_shown(record, typing):
    await record.open(initiative="politisk_inddragelse")

    await typing(ANNE, "vis FD-2026-00001", "Sagen hører til Politik")


async def test_a_refusal_comes_where_the_app_itself_is_no_member(slack, slack_proxy, typing):
    slack_proxy.outside.add(UIP)

    await typing(ANNE, "vis FD-2026-09999", "Ingen sag har nummeret FD-2026-09999")


async def test_a_number_that_nothing_has_is_said_to_be_unknown(typing):
    await typing(ANNE, "vis FD-2026-09999", "Ingen sag har nummeret FD-2026-09999")


async def test_ones_own_and_the_late_ones_are_listed(record, desk, clock, typing):
    await typing(ANNE, "mine", "Du har ingen ubesvarede sager.")
    await claiming.claim(desk, await record.open(), ANNE)
    await typing(ANNE, "mine", "Mine (1)")
    await typing(ANNE, "sen", "Intet er over fristen i dit kontor.")

    clock.advance(timedelta(days=30))

    await typing(ANNE, "sen", "Over fristen (1)")


class TestACall:
    async def test_is_taken_down_in_a_form_and_its_card_comes_to_the_right_office(
        self, record, slack, slack_proxy
    ):
        await slack.command(UIP, ANNE, "/henvendelse", "ny")
        await slack.wait(lambda page: page.modals)

        assert await slack.submit(ANNE, CALL) == {}

        await slack.wait(lambda _: [m for m in slack.messages(UIP) if "Fonden Nordlys" in str(m)])
        assert await record.history(1) == ["opened", "phoned"]
        told = [call.arguments for call in slack_proxy.calls if call.method == "chat.postMessage"]
        assert [each["text"] for each in told if each["channel"] == ANNE] == [
            ":telephone_receiver: FD-2026-00001 er oprettet. Kortet kommer i <#C1UIP>."
        ]

    async def test_is_taken_down_once_and_the_form_says_meanwhile_that_it_is_being_read(
        self, slack, model, monkeypatch, record
    ):
        go_on = threading.Event()
        explain = model.explain

        def slow(*words):
            go_on.wait(10)
            return explain(*words)

        monkeypatch.setattr(model, "explain", slow)
        await slack.command(UIP, ANNE, "/henvendelse", "ny")
        await slack.wait(lambda page: page.modals)

        assert await slack.submit(ANNE, CALL) == {}

        underway = await slack.wait(said_in_window("Opkaldet læses"))
        assert "submit" not in underway
        go_on.set()
        await slack.wait(said_in_window("FD-2026-00001 er oprettet"))
        assert await record.history(1) == ["opened", "phoned"]

    async def test_that_cannot_be_kept_comes_back_with_all_that_was_typed(self, slack, monkeypatch):
        async def fail(*_):
            raise OperationalError("INSERT", {}, Exception("database is locked"))

        monkeypatch.setattr(phoned, "take_down", fail)
        await slack.command(UIP, ANNE, "/henvendelse", "ny")
        await slack.wait(lambda page: page.modals)

        assert await slack.submit(ANNE, CALL) == {}

        form = await slack.wait(said_in_window("kunne ikke oprettes lige nu"))
        given = {block["block_id"]: block["element"].get("initial_value") for block in form["blocks"][1:]}
        assert {name: given[name] for name in CALL} == CALL
        monkeypatch.undo()
        assert await slack.submit(ANNE, CALL) == {}
        await slack.wait(said_in_window("FD-2026-00001 er oprettet"))

    async def test_without_anybody_is_refused_in_the_form_and_nothing_typed_is_lost(self, slack, desk):
        await slack.command(UIP, ANNE, "/inquiry", "new")
        await slack.wait(lambda page: page.modals)

        errors = await slack.submit(ANNE, CALL | {"name": "", "organisation": ""})

        assert list(errors) == ["name"]
        assert slack.views()

    async def test_is_not_for_somebody_who_has_left_their_office_meanwhile(self, opened, staff, slack_proxy):
        await staff.click("U5EVA", "home.call")
        view = form("inquiry.create", CALL)

        response = await staff.submit("U5EVA", view, **CALL)

        assert errors(response)["text"].startswith("Kun medarbejdere i et af kontorerne")
        assert [each.method for each in slack_proxy.calls if each.method == "views.open"] == []
        assert await opened.every() == []

    async def test_that_no_model_reads_goes_to_triage(self, record, slack, model, monkeypatch):
        def fail(*_):
            raise ModelMissing("nowhere")

        monkeypatch.setattr(model, "explain", fail)
        await slack.command(UIP, ANNE, "/henvendelse", "ny")
        await slack.wait(lambda page: page.modals)

        assert await slack.submit(ANNE, CALL) == {}

        assert (await record.inquiry(1)).office == "visitation"


async def test_somebody_of_no_office_is_told_so_and_nothing_is_shown(record, typing):
    await record.open()

    answer = await typing("U5EVA", "FD-2026-00001", "Kun medarbejdere i et af kontorerne")

    assert "inquiry.claim" not in str(answer)
