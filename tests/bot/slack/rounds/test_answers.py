"""What people do with the card of an answer, on Bolt's own dispatcher and the local Slack."""

import asyncio

import pytest

from storage import round_messages, round_parties, rounds
from tests.round_builders import a_party, a_round, an_answer

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP = "C1UIP"
BUTTONS = {
    "submission.confirm": "{}:0:declined",
    "submission.letter": "{}",
    "submission.set_aside": "{}:0",
    "submission.no_time": "{}:0",
    "submission.give_time": "{}:0",
    "submission.make_party": "{}",
    "submission.unmake_party": "{}",
}
"""What is on the card of an answer, and the value that each sends for an answer's number."""
LONG_LETTER = "Kære ministerium\n" + "Vi mener, at unge hjemløse bør komme først. " * 400


@pytest.fixture
def comes(desk, courier, slack):
    """Let an answer come in; give its card, once the office sees it."""

    async def _comes(**over):
        async with desk.database.transaction() as session:
            of = await a_round(session)
            party = await a_party(session, of)
            made = await an_answer(session, of, party, **over)
        desk.nudge()
        await courier.run_until_empty()
        await slack.wait(lambda _: slack.messages(UIP))  # another courier may have it in hand
        return Card(made.id, desk, courier, slack, slack.messages(UIP)[-1]["ts"])

    return _comes


class Card:
    def __init__(self, number, desk, courier, slack, ts):
        self.number, self.desk, self.courier, self.slack, self.ts = number, desk, courier, slack, ts

    async def says(self, *words):
        await self.courier.run_until_empty()

        def shows(page):
            said = str(page.message(UIP, self.ts)["blocks"])
            return all(word in said for word in words)

        await self.slack.wait(shows)

    async def submission(self):
        async with self.desk.database.reading() as session:
            return await round_messages.get(session, self.number)

    async def party(self):
        async with self.desk.database.reading() as session:
            return await round_parties.get(session, (await self.submission()).party_id)

    async def history(self):
        async with self.desk.database.reading() as session:
            return [each.what for each in await rounds.history(session, (await self.submission()).round_id)]


@pytest.fixture
async def doubtful(comes):
    """An answer of which it is not plain whether it is one."""
    return await comes(kind="declined", version=0, undecided="refusal_and_more")


async def test_one_click_says_what_a_message_is_and_the_card_and_the_party_follow(staff, doubtful):
    await staff.click(ANNE, "submission.confirm", f"{doubtful.number}:0:declined")

    await doubtful.says("Afgjort af <@U1ANNE>", "deltager ikke")
    assert (await doubtful.submission()).undecided is None
    assert (await doubtful.party()).state == "declined"


async def test_another_kind_is_picked_in_the_menu_and_makes_a_version(staff, doubtful):
    await staff.pick(ANNE, "submission.decide", f"{doubtful.number}:0:submission")

    await doubtful.says("høringssvar", "Ret: det er")
    assert (await doubtful.submission()).version == 1
    assert (await doubtful.party()).state == "answered"


async def test_of_two_at_once_one_decides_and_the_other_is_told_who(staff, doubtful):
    await asyncio.gather(
        staff.click(ANNE, "submission.confirm", f"{doubtful.number}:0:declined"),
        staff.pick(BO, "submission.decide", f"{doubtful.number}:0:submission"),
    )

    winner = (await doubtful.submission()).reading["decided"]
    loser = BO if winner["by"] == ANNE else ANNE
    assert winner["times"] == 1
    assert staff.told() == [(loser, f"<@{winner['by']}> har afgjort det imens – se kortet.")]


async def test_the_same_decision_twice_is_one(staff, doubtful):
    for user in (ANNE, ANNE, BO):
        await staff.click(user, "submission.confirm", f"{doubtful.number}:0:declined")

    assert (await doubtful.history()).count("decided") == 1
    assert staff.told() == []


async def test_a_decision_is_corrected_by_whoever_has_seen_it(staff, doubtful):
    await staff.click(ANNE, "submission.confirm", f"{doubtful.number}:0:declined")
    await staff.pick(BO, "submission.decide", f"{doubtful.number}:1:no_remarks")

    await doubtful.says("Afgjort af <@U2BO>", "ingen bemærkninger")
    assert (await doubtful.party()).state == "no_remarks"


@pytest.mark.parametrize(("action", "value"), BUTTONS.items())
async def test_who_is_not_of_the_office_is_told_so_kindly(staff, doubtful, slack, action, value):
    await staff.click(CARLA, action, value.format(doubtful.number))

    assert staff.told() == [(CARLA, "Høringen hører til et andet kontor: bed en kollega dér om at gøre det.")]
    assert (await doubtful.submission()).undecided
    assert not slack.views()


async def test_triage_may_decide_too(staff, doubtful):
    await staff.click(DAN, "submission.confirm", f"{doubtful.number}:0:declined")

    assert (await doubtful.party()).state == "declined"


async def test_it_is_set_aside_with_a_reason_that_the_card_shows(running, slack, doubtful):
    await slack.click(UIP, doubtful.ts, ANNE, "submission.set_aside")
    await slack.wait(lambda _: slack.views())
    assert await slack.submit(ANNE, {"reason": "sendt ved en <fejl>"}) == {}

    await doubtful.says("Lagt til side: sendt ved en &lt;fejl&gt;", "Afgjort af <@U1ANNE>")
    assert (await doubtful.submission()).set_aside == "sendt ved en <fejl>"


async def test_without_a_reason_the_form_stays_and_says_so(running, slack, doubtful):
    await slack.click(UIP, doubtful.ts, ANNE, "submission.set_aside")
    await slack.wait(lambda _: slack.views())

    assert await slack.submit(ANNE, {"reason": "  "}) == {"reason": "Skriv en begrundelse."}
    assert (await doubtful.submission()).set_aside is None


async def test_the_whole_letter_is_shown_with_what_nobody_may_see_masked(running, slack, comes, slack_proxy):
    card = await comes(
        text=f"Min mor (010190-1234) bor på Elmevej 12, 8000 Aarhus.\n{LONG_LETTER}",
        attachments=[{"name": "scan.pdf", "size": 1, "type": "application/pdf", "unread": "no_text"}],
    )
    await slack.click(UIP, card.ts, ANNE, "submission.letter")
    await slack.wait(lambda _: slack.views())

    said = str(slack.views()[-1]["blocks"])
    assert "unge hjemløse bør komme først" in said
    assert "scan.pdf" in said
    assert "1234" not in said
    assert "Elmevej" not in said
    assert slack_proxy.refusals == []


async def test_a_letter_of_any_length_is_cut_where_slack_ends_and_says_how_to_get_the_rest(
    running, slack, comes, slack_proxy
):
    card = await comes(text=LONG_LETTER * 20)
    await slack.click(UIP, card.ts, ANNE, "submission.letter")
    await slack.wait(lambda _: slack.views())

    assert "fondsdialog round export uip-2026" in str(slack.views()[-1]["blocks"][-1])
    assert slack_proxy.refusals == []


async def test_whoever_answered_unasked_becomes_a_party_by_one_click_and_it_is_undone_by_another(
    staff, comes, desk, slack, slack_proxy
):
    card = await comes()
    async with desk.database.transaction() as session:
        party = await round_parties.get(session, (await card.submission()).party_id)
        party.invited = False

    await staff.click(ANNE, "submission.make_party", str(card.number))
    await card.says("Gjort til part af <@U1ANNE>", "Fortryd: ikke part")
    assert (await card.party()).invited
    await staff.click(BO, "submission.unmake_party", str(card.number))
    await card.says("ikke spurgt", "Gør til part")

    assert not (await card.party()).invited
    assert slack_proxy.refusals == []


@pytest.fixture
async def request_for_time(comes):
    """A party that asks for time until the 8th of April; everybody has until the 1st."""
    return await comes(kind="extension_request", version=0, reading={"until": "2026-04-08"})


async def test_time_is_given_in_a_form_filled_in_with_what_was_asked(running, slack, request_for_time):
    await slack.click(UIP, request_for_time.ts, ANNE, "submission.give_time")
    await slack.wait(lambda _: slack.views())
    assert "2026-04-08 23:59" in str(slack.views()[-1])
    assert await slack.submit(ANNE, {"reason": "Bestyrelsesmøde"}) == {}

    async def no_button():
        await request_for_time.courier.run_until_empty()
        await slack.wait(
            lambda page: "give_time" not in str(page.message(UIP, request_for_time.ts)["blocks"])
        )

    await no_button()
    party = await request_for_time.party()
    assert party.own_deadline.isoformat() == "2026-04-08T21:59:00+00:00"
    assert party.own_deadline_reason == "Bestyrelsesmøde"


@pytest.mark.parametrize(
    ("until", "error"),
    [
        ("hurtigst muligt", {"until": "Skriv en dag og et klokkeslæt, for eksempel 2027-03-12 12:00."}),
        ("2026-03-20", {"until": "Fristen er onsdag den 1. april kl. 14.00. Den nye skal ligge senere."}),
    ],
)
async def test_a_deadline_that_is_none_is_said_in_its_field(running, slack, request_for_time, until, error):
    await slack.click(UIP, request_for_time.ts, ANNE, "submission.give_time")
    await slack.wait(lambda _: slack.views())

    assert await slack.submit(ANNE, {"until": until, "reason": "Møde"}) == error
    assert (await request_for_time.party()).own_deadline is None


async def test_no_more_time_is_one_click_and_the_party_waits_for_nothing_any_more(staff, request_for_time):
    await staff.click(ANNE, "submission.no_time", f"{request_for_time.number}:0")

    await request_for_time.says("Afgjort af <@U1ANNE>", "Parten har fået brev om, at fristen fastholdes.")
    assert (await request_for_time.submission()).reading["dealt_with"]
    assert "decided" in await request_for_time.history()


async def test_who_asked_for_more_time_gets_a_letter_and_a_second_click_writes_no_other(
    staff, request_for_time, record
):
    for user in (ANNE, BO):
        await staff.click(user, "submission.no_time", f"{request_for_time.number}:0")

    (letter,) = await record.waiting("round.letter")
    assert letter.key.endswith(f"/deadline_stands:{request_for_time.number}")
    assert staff.told() == [(BO, "<@U1ANNE> har afgjort det imens – se kortet.")]


async def test_a_card_that_was_deleted_stays_deleted(staff, doubtful, client, courier, record):
    await client.chat_delete(channel=UIP, ts=doubtful.ts)
    await staff.click(ANNE, "submission.confirm", f"{doubtful.number}:0:declined")
    await courier.run_until_empty()

    assert await record.waiting("slack.submission") == []
