"""*Gennemgå udsagn*: statements are gone through in a modal, on Bolt's dispatcher and the local Slack."""

import pytest

from bot.settings import BarredMember
from consultation.rounds import reviewing, spoken, waiting
from consultation.rounds.reviews import Decision
from consultation.rounds.showing import show
from storage import round_messages, round_statements, rounds
from tests.laid_desk import FixedModel
from tests.round_builders import a_party, a_round, an_answer

ANNE, BO, CARLA = "U1ANNE", "U2BO", "U3CARLA"
UIP = "C1UIP"
SENTENCES = [f"Vi foreslår, at indsats {number} udbredes." for number in range(1, 7)]
LETTER = " ".join(SENTENCES)
FIRST_PAGE, SECOND_PAGE = 4, 2
REFUSED = "Høringen hører til et andet kontor: bed en kollega dér om at gøre det."


class Round:
    """A round and its answers, as the record has them."""

    def __init__(self, desk, number):
        self.desk, self.id = desk, number

    async def answers(self, text=LETTER, name="Fonden Nordlys", **over):
        async with self.desk.database.transaction() as session:
            of = await rounds.get(session, self.id)
            party = await a_party(session, of, name)
            reading = {"other": [["", 0, len(text)]], "replaces": [], "signatories": []}
            made = await an_answer(session, of, party, text=text, reading=reading, **over)
            await waiting.count_anew(session, party.id)
        return made.id

    async def card(self):
        async with self.desk.database.transaction() as session:
            await show(session, await rounds.get(session, self.id), self.desk.clock.now())

    async def statements(self):
        async with self.desk.database.reading() as session:
            found = spoken.said(await spoken.to_round(session, self.id), FixedModel())
        return [each.statement for each in found]

    async def waiting(self):
        async with self.desk.database.reading() as session:
            return await round_statements.waiting(session, self.id)


@pytest.fixture
async def of(desk):
    async with desk.database.transaction() as session:
        return Round(desk, (await a_round(session)).id)


@pytest.fixture
async def answer(of):
    return await of.answers()


class Modal:
    """The modal in which somebody goes through statements, in the local Slack."""

    def __init__(self, slack, courier):
        self.slack, self.courier = slack, courier

    async def opened(self, user, action, value=None):
        """Press the button of the newest card in the channel; wait until the answer is read."""
        await self.courier.run_until_empty()
        await self.slack.wait(lambda _: self.slack.messages(UIP))
        card = next(each for each in reversed(self.slack.messages(UIP)) if action in str(each["blocks"]))
        await self.slack.click(UIP, card["ts"], user, action)
        await self.shows("Side 1 af")

    async def shows(self, *words):
        await self.slack.wait(lambda _: self.slack.views() and all(word in self.said() for word in words))

    def said(self):
        return str(self.slack.views()[-1])


@pytest.fixture
def modal(running, slack, courier):
    return Modal(slack, courier)


async def test_the_card_of_an_answer_opens_its_statements_with_what_is_proposed(modal, answer, slack_proxy):
    await modal.opened(ANNE, "submission.statements")
    await modal.shows(
        "Fonden Nordlys", "6 udsagn, 6 venter", "indsats 4", "Foreslået af maskinen", "Forslag", "Evaluering"
    )
    assert "indsats 5" not in modal.said()
    assert modal.slack.views()[-1]["submit"]["text"] == "Bekræft alle viste"
    assert slack_proxy.refusals == []


async def test_one_button_confirms_all_that_is_shown_and_goes_on_to_what_waits(modal, of, answer, slack):
    await modal.opened(ANNE, "submission.statements")
    assert await slack.submit(ANNE, {}) == {}
    assert await of.waiting() == SECOND_PAGE
    assert [each.confirmed_by for each in await of.statements()] == [ANNE] * FIRST_PAGE + [None] * SECOND_PAGE
    await modal.shows("indsats 5", "Side 2 af 2")
    assert await slack.submit(ANNE, {}) == {}
    assert await of.waiting() == 0
    await modal.shows("Alle udsagn i høringen er gennemgået")


async def test_from_the_rounds_card_one_goes_through_answer_after_answer(modal, of, slack):
    await of.answers("De unge bør komme først.", "Havblik Fonden")
    await of.answers("De ældre bør komme først.", "Stille Fond")
    await of.card()
    await modal.opened(ANNE, "round.statements")
    await modal.shows("Havblik Fonden", "Et udsagn venter i et andet svar")
    await slack.submit(ANNE, {})
    await modal.shows("Stille Fond", "De ældre")
    await slack.submit(ANNE, {})
    await modal.shows("Alle udsagn i høringen er gennemgået")
    assert await of.waiting() == 0


async def press(staff, user, action, answer, page=0, row=0, times=0):
    await staff.click(user, f"statement.{action}.{row}", f"{answer}:{page}:{row}:{times}")


async def test_one_statement_is_confirmed_and_the_page_says_by_whom(staff, of, answer):
    await press(staff, ANNE, "confirm", answer, row=1)
    found = await of.statements()
    assert [each.confirmed_by for each in found][:3] == [None, ANNE, None]
    assert (found[1].topics, await of.waiting()) == (("evaluering",), 5)


async def test_on_a_later_page_it_is_the_statement_of_that_page(staff, of, answer):
    await press(staff, ANNE, "confirm", answer, page=1, row=1)
    assert [at for at, each in enumerate(await of.statements()) if each.confirmed_by] == [5]


async def test_what_was_confirmed_is_taken_back(staff, of, answer):
    await press(staff, ANNE, "confirm", answer)
    await press(staff, BO, "take_back", answer, times=1)
    assert await of.waiting() == len(SENTENCES)


async def test_who_did_not_see_a_colleagues_word_is_told_and_theirs_stands(staff, of, answer, desk):
    await say(desk, answer, Decision.SET_ASIDE, "praktisk")
    await press(staff, ANNE, "confirm", answer)
    assert staff.told() == [(ANNE, f"<@{BO}> har afgjort det imens – se kortet.")]
    assert (await of.statements())[0].set_aside == "praktisk"


async def say(desk, answer, decision, reason=""):
    """Let Bo say something of the first statement, elsewhere."""
    async with desk.database.transaction() as session:
        message = await round_messages.get(session, answer)
        first, *_ = spoken.said(await spoken.by_party(session, message), FixedModel(), (answer,))
        await reviewing.say(session, message, [first.saying(decision, reason)], BO, desk.clock.now())


async def test_confirming_all_leaves_what_a_colleague_said_meanwhile(modal, of, answer, slack, desk):
    await modal.opened(ANNE, "submission.statements")
    await say(desk, answer, Decision.SET_ASIDE, "praktisk")
    await slack.submit(ANNE, {})
    found = await of.statements()
    assert (found[0].set_aside, found[1].confirmed_by) == ("praktisk", ANNE)


async def test_a_statement_is_set_aside_with_a_reason_in_a_form(modal, of, answer, slack):
    await modal.opened(ANNE, "submission.statements")
    await slack.click_in_view(ANNE, "statement.set_aside.0")
    await modal.shows("Læg udsagnet til side")
    assert await slack.submit(ANNE, {"reason": " "}) == {"reason": "Skriv en begrundelse."}
    assert await slack.submit(ANNE, {"reason": "om en <anden> høring"}) == {}
    await modal.shows("Lagt til side: om en &lt;anden&gt; høring", "6 udsagn, 5 venter")
    assert (await of.statements())[0].set_aside == "om en <anden> høring"


async def test_a_statement_is_corrected_in_a_form_and_is_confirmed_by_that(
    modal, of, answer, slack, slack_proxy
):
    await modal.opened(ANNE, "submission.statements")
    await slack.click_in_view(ANNE, "statement.correct.1")
    await modal.shows("Målgrupper")
    assert await slack.submit(ANNE, {"stance": "criticism", "topics": ["implementering"], "groups": []}) == {}
    await modal.shows(f"Bekræftet af <@{ANNE}>", "Kritik", "Implementering")
    one = (await of.statements())[1]
    assert (one.stance, one.topics, one.target_groups, one.confirmed_by) == (
        "criticism",
        ("implementering",),
        (),
        ANNE,
    )
    assert slack_proxy.refusals == []


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("submission.statements", "{}"),
        ("statement.confirm.0", "{}:0:0:0"),
        ("statement.correct.0", "{}:0:0:0"),
        ("statement.set_aside.0", "{}:0:0:0"),
        ("statement.take_back.0", "{}:0:0:0"),
        ("statement.page.after", "{}:1"),
        ("statement.next", "{}"),
    ],
)
async def test_who_is_not_of_the_office_is_told_so_and_sees_nothing(
    staff, of, answer, slack_proxy, action, value
):
    await staff.click(CARLA, action, value.format(answer))
    assert staff.told() == [(CARLA, REFUSED)]
    assert not [call for call in slack_proxy.calls if call.method.startswith("views.")]
    assert await of.waiting() == len(SENTENCES)


class TestBarred:
    """Bo has nothing to do with Fonden Nordlys."""

    @pytest.fixture
    def settings(self, settings):
        barred = (BarredMember(member=BO, organisation="fondennordlys.example"),)
        return settings.model_copy(update={"barred": barred})

    @pytest.fixture
    async def own(self, of):
        return await of.answers(sender="karen@fondennordlys.example")

    @pytest.mark.parametrize("action", ["submission.statements", "statement.confirm.0"])
    async def test_the_answer_of_that_foundation_is_refused(self, staff, of, own, action):
        await staff.click(
            BO, action, f"{own}:0:0:0".removesuffix(":0:0:0" if action.startswith("sub") else "")
        )
        ((user, told),) = staff.told()
        assert (user, "inhabil" in told) == (BO, True)
        assert await of.waiting() == len(SENTENCES)

    async def test_from_the_rounds_card_only_the_others_answers_are_gone_through(self, modal, of, own, slack):
        await of.answers("De unge bør komme først.", "Havblik Fonden")
        await of.card()
        await modal.opened(BO, "round.statements")
        await modal.shows("Havblik Fonden")
        assert "andet svar" not in modal.said()
        await slack.submit(BO, {})
        await modal.shows("Alle udsagn i høringen er gennemgået")
        assert await of.waiting() == len(SENTENCES)


async def test_the_card_of_a_round_says_how_many_wait_and_says_so_no_more_when_none_does(
    modal, of, slack, courier
):
    await of.answers("De unge bør komme først.", "Havblik Fonden")
    await of.card()
    await modal.opened(ANNE, "round.statements")
    (card,) = [each for each in slack.messages(UIP) if "round.statements" in str(each["blocks"])]
    assert "Et udsagn venter på, at et menneske bekræfter det" in str(card["blocks"])
    await slack.submit(ANNE, {})
    await courier.run_until_empty()
    await slack.wait(lambda page: "round.statements" not in str(page.message(UIP, card["ts"])["blocks"]))
