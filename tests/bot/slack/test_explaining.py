import threading
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from nlp.errors import ModelBroke
from tests.laid_desk import FixedModel, an_understanding
from tests.slack_texts import texts_in

pytestmark = pytest.mark.usefixtures("running")

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP, POLICY, TRIAGE = "C1UIP", "C2POLICY", "C3TRIAGE"


@pytest.fixture
def ask(slack, bell):
    """Press *Hvorfor?* on the one card in a channel."""

    async def _ask(user=ANNE, channel=UIP):
        bell.ring()
        card = await slack.wait(lambda _: next(iter(slack.messages(channel)), None))
        await slack.click(channel, card["ts"], user, "inquiry.further")
        await slack.click_in_view(user, "inquiry.further.choice", value="why")

    return _ask


@pytest.fixture
def told_why(slack, ask):
    """Press *Hvorfor?* and give all that the modal says once the model has answered."""

    async def _told_why(user=ANNE, channel=UIP):
        await ask(user, channel)
        view = await slack.wait(
            lambda page: page.modals and "kortet, og vælg" in str(page.modals) and page.modals[-1]
        )
        return "\n".join(texts_in(view))

    return _told_why


@pytest.fixture
async def reroute(record, staff):
    """Send inquiry 1 on as being about something."""

    async def _reroute(user, initiative, office="uip"):
        await staff.click(user, "inquiry.guess.0", f"1:{office}:{initiative}")
        assert (await record.inquiry(1)).initiative == initiative

    return _reroute


@pytest.fixture
def answer(model, monkeypatch):
    """What the model waits for before it answers: an event to set."""
    given = threading.Event()

    def explain(subject, text):
        assert given.wait(10)
        return FixedModel.explain(model, subject, text)

    monkeypatch.setattr(model, "explain", explain)
    return given


async def test_the_modal_opens_at_once_and_is_filled_in_when_the_model_answers(record, ask, slack, answer):
    await record.open()
    await ask()

    await slack.wait(lambda page: "Modellen læser beskeden igen" in str(page.modals))
    answer.set()

    await slack.wait(lambda page: "Vejede tungest: `evaluering`" in str(page.modals))
    assert [view["callback_id"] for view in slack.views()] == ["inquiry.why"]


async def test_who_closed_it_meanwhile_hears_nothing(record, ask, slack, slack_proxy, answer, quiet):
    await record.open()
    await ask()
    await slack.wait(lambda page: page.modals)

    await slack.close_view(ANNE)
    answer.set()
    await quiet()

    assert slack_proxy.calls[-1].method == "views.update"
    assert [refusal.error for _, refusal in slack_proxy.refusals] == ["not_found"]
    slack_proxy.refusals.clear()


async def test_an_answer_that_slack_does_not_take_is_said(record, ask, slack, slack_proxy):
    await record.open()
    slack_proxy.fail("views.update", "internal_error")

    with capture_logs():
        await ask()
        await slack.wait(lambda page: "Slack svarede ikke" in str(page.messages))


async def test_the_letter_that_opened_the_inquiry_is_explained(record, told_why, model, monkeypatch):
    await record.open(subject="Evaluering", text="Det første")
    await record.follow_up(1, text="Det andet")
    seen = []

    def explain(subject, text):
        seen.append((subject, text))
        return FixedModel.explain(model, subject, text)

    monkeypatch.setattr(model, "explain", explain)

    await told_why()

    assert seen == [("Evaluering", "Det første")]


@pytest.mark.parametrize("user", [BO, DAN])
async def test_it_is_for_the_office_and_for_triage(record, told_why, user):
    await record.open()

    assert "Bedste bud" in await told_why(user)


async def test_a_stranger_to_the_office_is_told_whose_it_is(record, bell, slack):
    await record.open()

    bell.ring()
    card = await slack.wait(lambda _: next(iter(slack.messages(UIP)), None))
    await slack.click(UIP, card["ts"], CARLA, "inquiry.further")

    await slack.wait(lambda page: "Sagen hører til Indsatser &amp; UIP" in str(page.messages[UIP]))
    assert slack.views() == []


async def test_it_tells_what_the_model_said_and_when(record, told_why, clock):
    await record.open()
    clock.advance(timedelta(days=1))

    said = await told_why()

    assert "Åbning af Udviklings- og Investeringsprogrammerne* (sikker, 90 %)" in said
    assert "Læst onsdag den 4. marts kl. 13.00 af model test" in said
    assert "<@" not in said


async def test_what_a_person_corrected_stands_beside_what_the_model_said(record, told_why, reroute):
    await record.open()
    await reroute(ANNE, "temamoeder")

    said = await told_why()

    assert "Åbning af Udviklings- og Investeringsprogrammerne* (sikker, 90 %)" in said
    assert "<@U1ANNE> rettede det onsdag den 4. marts kl. 13.00 fra *Åbning af" in said
    assert "til *Temamøder*" in said


async def test_sent_on_as_what_it_was_taken_for_it_was_not_corrected(record, told_why, reroute):
    await record.open()
    await reroute(ANNE, "uip", office="politik")

    assert "<@" not in await told_why(CARLA, POLICY)


async def test_an_unsure_reading_is_confirmed_by_the_first_who_takes_it_up(record, told_why, reroute):
    await record.open(confidence=0.3)
    await reroute(DAN, "uip", office="visitation")
    await reroute(DAN, "uip")

    said = await told_why()

    assert "(usikker, 30 %)" in said
    assert said.count("<@U4DAN> bekræftede det") == 1


async def test_corrected_back_it_was_corrected_twice(record, told_why, reroute):
    await record.open()
    await reroute(ANNE, "temamoeder")
    await reroute(BO, "uip")

    said = await told_why()

    assert said.count("rettede det") == 2
    assert "fra *Temamøder* til *Åbning af" in said


async def test_a_message_without_words_was_read_as_outside_the_remit(record, told_why):
    await record.open(initiative="none", confidence=0.1)
    await record.change(1, scores={"dialogmoede": 0.1, "none": 0.1, "uip": 0.1})

    assert "læst som *Uden for fondsstrategien* (usikker, 10 %)" in await told_why(DAN, TRIAGE)


async def test_what_was_made_of_an_unreadable_mail_was_read_by_no_model(
    staff, told_why, quarantined, reroute
):
    await staff.click(DAN, "quarantine.create", str(await quarantined()))
    await reroute(DAN, "temamoeder")

    said = await told_why()

    assert "Ingen model læste beskeden" in said
    assert "<@U4DAN> valgte *Temamøder* onsdag den 4. marts kl. 13.00" in said


@pytest.mark.parametrize(("version", "is_said"), [("newer", True), ("test", False)])
async def test_another_model_than_the_one_that_read_it_says_so(record, told_why, model, version, is_said):
    await record.open()
    model.version = version

    assert (f"den model, der bruges nu ({version})" in await told_why()) == is_said


async def test_the_guesses_are_those_of_the_model_in_use(record, told_why, model):
    await record.open()
    model.understanding = an_understanding("temamoeder", 0.7)

    said = await told_why()

    assert "læst som *Åbning af" in said
    assert "*Bedste bud: Temamøder* (70 %)" in said


async def test_a_model_that_cannot_answer_is_told_kindly_and_logged(record, told_why, model, monkeypatch):
    await record.open()

    def broken(*_letter):
        raise ModelBroke

    monkeypatch.setattr(model, "explain", broken)

    with capture_logs() as logs:
        said = await told_why()

    assert "Modellen kan ikke svare lige nu" in said
    assert "Åbning af Udviklings- og Investeringsprogrammerne* (sikker, 90 %)" in said
    assert [line["reason"] for line in logs if line["log_level"] == "warning"] == ["ModelBroke"]
