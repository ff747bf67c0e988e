"""What people do with a round's card, on Bolt's own dispatcher and the local Slack."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.slack.cards.rounds import forms
from consultation.rounds import showing
from storage import round_parties, rounds
from tests.builders import NOON
from tests.round_builders import a_party, a_round, an_answer

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP = "C1UIP"
DEADLINE = NOON + timedelta(days=28)
ELSEWHERE = "Høringen hører til et andet kontor: bed en kollega dér om at gøre det."


@pytest.fixture
def shows(desk, courier, slack):
    """Put a round on the record and its card in the channel."""

    async def _shows(state="draft", names=("Fonden Nordlys", "Havblik Fonden"), **over):
        async with desk.database.transaction() as session:
            of = await a_round(session, state=state, **over)
            for name in names:
                await a_party(session, of, name)
            await showing.show(session, of, NOON)
        desk.nudge()
        await courier.run_until_empty()
        card = Card(of.id, desk, courier, slack)
        async with asyncio.timeout(10):  # another courier may have it in hand
            while not (await card.round()).card_ts:
                await asyncio.sleep(0.02)
        await slack.wait(lambda _: slack.messages(UIP))
        return card

    return _shows


class Card:
    def __init__(self, number, desk, courier, slack):
        self.id, self.value = number, str(number)
        self.desk, self.courier, self.slack = desk, courier, slack

    @property
    def ts(self):
        return self.slack.messages(UIP)[-1]["ts"]

    async def says(self, *words):
        await self.courier.run_until_empty()

        def shown(page):
            of = [each for each in page.messages[UIP] if "uip-2026" in str(each["blocks"])]
            return of and all(word in str(of[-1]["blocks"]) for word in words)

        await self.slack.wait(shown)

    async def round(self):
        async with self.desk.database.reading() as session:
            return await rounds.get(session, self.id)

    async def parties(self):
        async with self.desk.database.reading() as session:
            return await round_parties.of_round(session, self.id)

    async def history(self):
        async with self.desk.database.reading() as session:
            return [each.what for each in await rounds.history(session, self.id)]

    async def opens(self, user, action):
        """Press a button that opens a form or a page; give what it shows."""
        await self.slack.click(UIP, self.ts, user, action)
        await self.slack.wait(lambda _: self.slack.views())
        return str(self.slack.views()[-1]["blocks"])


async def test_a_draft_is_approved_and_sent_out_with_two_clicks(staff, shows, record):
    card = await shows("draft")
    await card.says("*Kladde*", "2 høringsparter, 2 breve", "round.approve")

    await staff.click(ANNE, "round.approve", card.value)
    await card.says("*Godkendt*", "Der sendes 2 breve til Fonden Nordlys, Havblik Fonden.")
    await staff.click(BO, "round.open", card.value)

    await card.says("*Åben*", "*0 af 2 har svaret*", "2 afventer")
    assert [each.payload["letter"] for each in await record.waiting("round.letter")] == [1, 2]
    assert await card.history() == ["approve", "open"]


async def test_there_is_one_card_however_much_happens(staff, shows, slack):
    card = await shows("draft")
    for action in ("round.approve", "round.open", "round.close"):
        await staff.click(ANNE, action, card.value)
    await card.says("*Lukket*")

    assert len(slack.messages(UIP)) == 1


@pytest.mark.parametrize(
    "action",
    [
        "round.approve",
        "round.open",
        "round.close",
        "round.extend",
        "round.cancel",
        "round.invite",
        "round.check",
        "round.plan",
        "round.parties",
        "round.confirm",
        "round.withdraw",
    ],
)
async def test_who_is_not_of_the_office_is_told_so_kindly_and_nothing_happens(staff, shows, slack, action):
    card = await shows("open")
    value = f"{card.id}:1" if action in ("round.confirm", "round.withdraw") else card.value

    await staff.click(CARLA, action, value)

    assert staff.told() == [(CARLA, ELSEWHERE)]
    assert (await card.round()).state == "open"
    assert await card.history() == []
    assert not slack.views()


async def test_a_form_opened_before_somebody_left_the_office_is_refused_when_sent(staff, shows, words):
    card = await shows("open")
    view = forms.cancel(card.id, "Fokus", words, was_out=True)

    answer = await staff.submit(CARLA, view, reason="Nej")

    assert json.loads(answer.body)["errors"] == {"reason": ELSEWHERE}
    assert (await card.round()).state == "open"


async def test_what_stands_in_the_way_of_approval_is_said(staff, shows):
    card = await shows("draft", names=())

    await staff.click(ANNE, "round.approve", card.value)

    assert staff.told() == [(ANNE, "Høringen kan ikke godkendes endnu. Ingen er inviteret endnu.")]


async def test_of_two_who_send_out_at_once_one_does_and_the_other_hears_that_it_is_open(staff, shows, record):
    card = await shows("approved")

    await asyncio.gather(*(staff.click(user, "round.open", card.value) for user in (ANNE, BO)))

    assert (await card.history()).count("open") == 1
    assert [text for _, text in staff.told()] == ["Det kan ikke lade sig gøre, for høringen er åben."]
    assert len(await record.waiting("round.letter")) == 2


async def test_an_old_button_of_a_round_that_has_moved_on_says_where_it_stands(staff, shows):
    card = await shows("cancelled")

    await staff.click(ANNE, "round.close", card.value)

    assert staff.told() == [(ANNE, "Det kan ikke lade sig gøre, for høringen er aflyst.")]


async def test_everybodys_deadline_is_moved_in_a_form(running, slack, shows):
    card = await shows("open")
    assert "2026-04-08 14:00" in await card.opens(ANNE, "round.extend")

    assert await slack.submit(ANNE, {"until": "10. april 2026 kl. 12"}) == {}

    await card.says("Frist fredag den 10. april kl. 12.00")
    assert (await card.round()).deadline == datetime(2026, 4, 10, 10, tzinfo=UTC)


async def test_one_partys_deadline_is_moved_with_a_reason(running, slack, shows):
    card = await shows("open")
    one = (await card.parties())[0]
    await card.opens(ANNE, "round.extend")
    fields = {"until": "2026-04-10 12:00", "party": str(one.id)}

    assert await slack.submit(ANNE, fields) == {"reason": "Skriv en begrundelse."}
    assert await slack.submit(ANNE, fields | {"reason": "Bestyrelsesmøde"}) == {}

    await card.says("Frist onsdag den 1. april kl. 14.00")
    parties = await card.parties()
    assert [each.own_deadline_reason for each in parties] == ["Bestyrelsesmøde", None]


@pytest.mark.parametrize(
    ("until", "error"),
    [
        ("i morgen", "Skriv en dag og et klokkeslæt, for eksempel 2027-03-12 12:00."),
        ("2026-03-30", "Fristen er onsdag den 1. april kl. 14.00. Den nye skal ligge senere."),
    ],
)
async def test_a_deadline_of_no_use_is_said_at_its_field_and_nothing_typed_is_lost(
    running, slack, shows, until, error
):
    card = await shows("open")
    await card.opens(ANNE, "round.extend")

    assert await slack.submit(ANNE, {"until": until}) == {"until": error}
    assert slack.views()
    assert (await card.round()).deadline == DEADLINE


async def test_a_round_is_cancelled_with_a_reason_that_the_parties_are_told(running, slack, shows, record):
    card = await shows("open")
    assert "får besked" in await card.opens(ANNE, "round.cancel")

    assert await slack.submit(ANNE, {"reason": " "}) == {"reason": "Skriv en begrundelse."}
    assert await slack.submit(ANNE, {"reason": "Oplægget er trukket tilbage."}) == {}

    await card.says("*Aflyst*")
    assert len(await record.waiting("round.letter")) == 2


async def test_what_the_check_finds_is_shown(running, shows):
    card = await shows("draft", names=(), consent=None)
    said = await card.opens(ANNE, "round.check")

    assert "Ingen er inviteret endnu." in said
    assert "Ingen bliver spurgt, om svaret må offentliggøres." in said


async def test_parties_are_invited_in_a_form_and_a_bad_row_keeps_everybody_out(running, slack, shows):
    card = await shows("draft", names=())
    await card.opens(ANNE, "round.invite")
    rows = "Fonden Syd; kontakt@fondensyd.example\nFonden Nord; nord\n; x@y.example; da"

    assert await slack.submit(ANNE, {"invitees": rows}) == {
        "invitees": "Linje 2: adressen er ikke en mailadresse. Linje 3: organisationen mangler."
    }
    assert await card.parties() == []
    good = "Fonden Syd; kontakt@fondensyd.example\nNorth Trust; hello@north.example; en"
    assert await slack.submit(ANNE, {"invitees": good}) == {}

    await card.says("2 høringsparter, 2 breve")
    assert [(each.organisation, each.language) for each in await card.parties()] == [
        ("Fonden Syd", "da"),
        ("North Trust", "en"),
    ]


async def test_parties_are_shown_by_state_and_one_of_them_with_what_it_wrote(running, slack, desk, shows):
    card = await shows("open")
    one = (await card.parties())[0]
    async with desk.database.transaction() as session:
        of = await rounds.get(session, card.id)
        await an_answer(session, of, one, text="Unge hjemløse først.")
    card_ts = card.ts
    assert "1 har svaret" in await card.opens(ANNE, "round.parties")
    await slack.click_in_view(ANNE, "round.party", option=str(one.id))
    await slack.wait(lambda _: "Unge hjemløse" in str(slack.views()[-1]["blocks"]))

    assert "beviset" not in str(slack.views()[0])
    assert slack.views()[-1]["callback_id"] == "round.party"
    assert card_ts


async def test_the_plan_shows_who_is_to_be_reminded_now_and_one_click_does_it(
    running, slack, clock, shows, record
):
    card = await shows("open")
    clock.advance(timedelta(days=15, hours=-3))  # halfway, in working hours
    assert "*2 parter skal rykkes nu.*" in await card.opens(ANNE, "round.plan")

    assert await slack.submit(ANNE) == {}

    await slack.wait(lambda _: "2 rykkere er på vej" in str(slack.views()[-1]["blocks"]))
    assert len(await record.waiting("round.letter")) == 2
    assert [len(each.reminded) for each in await card.parties()] == [1, 1]


async def test_before_its_time_nobody_can_be_reminded_and_the_plan_says_when(running, slack, shows):
    card = await shows("open")
    said = await card.opens(ANNE, "round.plan")

    assert "Ingen skal rykkes lige nu." in said
    assert "Rykkes halvvejs" in said
    assert "submit" not in slack.views()[-1]


async def test_a_card_that_was_deleted_is_posted_anew(staff, shows, client, slack):
    card = await shows("draft")
    await client.chat_delete(channel=UIP, ts=card.ts)
    await slack.wait(lambda _: not slack.messages(UIP))

    await staff.click(ANNE, "round.approve", card.value)

    await card.says("*Godkendt*")


async def test_a_card_posted_by_a_process_that_was_killed_is_found_and_not_posted_twice(
    desk, shows, record, courier, slack
):
    card = await shows("draft")
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, card.id)
        of.card_channel = of.card_ts = None
        of.shown_revision = 0
    await record.put_again(f"round:{card.id}/card:2")

    await courier.run_until_empty()

    assert len(slack.messages(UIP)) == 1
    assert (await card.round()).card_ts == card.ts


async def test_only_the_newest_change_is_drawn(desk, shows, record, courier, slack_proxy):
    card = await shows("draft")
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, card.id)
        for _ in range(5):
            await showing.show(session, of, NOON)
    before = len(slack_proxy.calls)
    await courier.run_until_empty()

    assert len(slack_proxy.calls) - before == 1
    assert (await card.round()).shown_revision == 7


async def test_what_waits_for_a_person_is_counted_on_the_card(desk, shows):
    card = await shows("open")
    one, other = await card.parties()
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, card.id)
        await an_answer(session, of, one, undecided="not_plain")
        await an_answer(session, of, other, kind="extension_request", version=0)
        await showing.show(session, of, NOON)
    await card.courier.run_until_empty()

    def told(page):
        shown = str([each["blocks"] for each in page.messages[UIP]])
        return "En besked skal afgøres" in shown and "En part venter på svar om længere frist" in shown

    await card.slack.wait(told)


class TestWithoutASender:
    @pytest.fixture
    def settings(self, settings):
        smtp = settings.smtp.model_copy(update={"from_address": type(settings.smtp)().from_address})
        return settings.model_copy(update={"smtp": smtp})

    async def test_nothing_is_sent_out_while_nobody_says_whom_letters_are_from(self, staff, shows):
        card = await shows("approved")

        await staff.click(ANNE, "round.open", card.value)

        assert "smtp.from_address" in staff.told()[0][1]
        assert (await card.round()).state == "approved"


class TestFourEyes:
    @pytest.fixture
    def settings(self, settings):
        uip, *others = settings.office
        return settings.model_copy(update={"office": (uip.model_copy(update={"four_eyes": True}), *others)})

    async def asked(self, card):
        return (await card.round()).asked["number"]

    async def test_what_one_asks_for_another_sees_and_confirms(self, staff, shows):
        card = await shows("open")

        await staff.click(ANNE, "round.close", card.value)
        await card.says("<@U1ANNE> beder om, at høringen lukkes.", "*Åben*", "round.confirm")
        await staff.click(BO, "round.confirm", f"{card.id}:{await self.asked(card)}")

        await card.says("*Lukket*")
        async with card.desk.database.reading() as session:
            closed = (await rounds.history(session, card.id))[-1]
        assert (closed.what, closed.actor, closed.details["asked_by"]) == ("close", BO, ANNE)
        assert (await card.round()).asked is None

    async def test_nobody_confirms_what_they_asked_for_themselves(self, staff, shows):
        card = await shows("open")
        await staff.click(ANNE, "round.close", card.value)

        await staff.click(ANNE, "round.confirm", f"{card.id}:{await self.asked(card)}")

        assert staff.told() == [(ANNE, "Kontoret vil have fire øjne på det: en anden end dig skal bekræfte.")]
        assert (await card.round()).state == "open"
        assert (await card.round()).asked

    async def test_a_round_is_approved_by_another_than_set_it_up(self, staff, shows):
        card = await shows("draft", created_by=ANNE)
        await staff.click(ANNE, "round.approve", card.value)
        await card.says("<@U1ANNE> beder om, at høringen godkendes.", "*Kladde*")

        await staff.click(BO, "round.approve", card.value)

        await card.says("*Godkendt*")
        assert (await card.round()).asked is None

    async def test_an_extension_keeps_its_deadline_and_reason_until_it_is_confirmed(
        self, running, slack, shows
    ):
        card = await shows("open")
        one = (await card.parties())[0]
        await card.opens(ANNE, "round.extend")
        fields = {"until": "2026-04-10 12:00", "party": str(one.id), "reason": "Bestyrelsesmøde"}
        assert await slack.submit(ANNE, fields) == {}
        await card.says(
            'ny frist for Fonden Nordlys: fredag den 10. april kl. 12.00.* Begrundelse: "Bestyrelsesmøde"'
        )

        await slack.click(UIP, card.ts, DAN, "round.confirm")

        async def given():
            await card.courier.run_until_empty()
            return (await card.parties())[0].own_deadline

        async with asyncio.timeout(10):
            while await given() is None:
                await asyncio.sleep(0.05)
        assert (await card.parties())[0].own_deadline == datetime(2026, 4, 10, 10, tzinfo=UTC)

    async def test_that_the_note_is_final_is_said_by_two(self, staff, shows):
        card = await shows("closed")
        await staff.click(ANNE, "round.report", card.value)
        await card.says("melder notatet færdigt", "*Lukket*")

        await staff.click(BO, "round.confirm", f"{card.id}:{await self.asked(card)}")

        await card.says("*Afsluttet*")

    async def test_nobody_asks_for_what_could_not_be_done_anyway(self, staff, shows):
        card = await shows("draft", names=(), created_by=ANNE)

        await staff.click(ANNE, "round.approve", card.value)

        assert "Ingen er inviteret endnu." in staff.told()[0][1]
        assert (await card.round()).asked is None

    async def test_a_no_takes_the_wish_from_the_card(self, staff, shows):
        card = await shows("open")
        await staff.click(ANNE, "round.close", card.value)
        number = await self.asked(card)

        await staff.click(BO, "round.withdraw", f"{card.id}:{number}")
        await staff.click(BO, "round.confirm", f"{card.id}:{number}")

        assert (await card.round()).asked is None
        assert (await card.round()).state == "open"
        assert staff.told() == [(BO, "Det er allerede afgjort – se kortet.")]

    async def test_of_two_who_confirm_at_once_one_does_and_the_other_is_told(self, staff, shows):
        card = await shows("open")
        await staff.click(ANNE, "round.close", card.value)
        value = f"{card.id}:{await self.asked(card)}"

        await asyncio.gather(*(staff.click(user, "round.confirm", value) for user in (BO, DAN)))

        assert (await card.history()).count("close") == 1
        assert [text for _, text in staff.told()] == ["Det er allerede afgjort – se kortet."]

    async def test_a_wish_that_came_true_by_itself_is_no_wish_any_more(self, staff, shows, words):
        card = await shows("open")
        await staff.click(ANNE, "round.close", card.value)

        view = forms.cancel(card.id, "Fokus", words, was_out=True)
        await staff.submit(BO, view, reason="Trukket tilbage")

        assert (await card.round()).state == "cancelled"
        assert (await card.round()).asked is None


async def test_where_a_round_names_its_approver_only_that_person_confirms(staff, shows):
    card = await shows("open", approver=BO)

    await staff.click(ANNE, "round.close", card.value)
    number = (await card.round()).asked["number"]
    await staff.click(DAN, "round.confirm", f"{card.id}:{number}")
    assert staff.told() == [(DAN, "Det er <@U2BO>, der godkender på denne høring.")]
    await staff.click(BO, "round.confirm", f"{card.id}:{number}")

    assert (await card.round()).state == "closed"
