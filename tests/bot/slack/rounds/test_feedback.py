"""Telling everybody what became of their points, from the note to the letters, on the local Slack."""

import asyncio

import pytest

from bot.rounds.noting import MASKS, house
from bot.settings import BarredMember
from bot.slack import windows
from consultation.rounds import showing
from consultation.rounds.note import writing
from consultation.rounds.noting import note_of
from nlp import taxonomy
from storage import round_messages, round_statements, rounds
from tests.builders import NOON
from tests.laid_desk import FixedModel, an_understanding
from tests.notes.remarks import COMMENT, fills_in
from tests.round_builders import a_party, a_round, an_answer

ANNE, BO, CARLA = "U1ANNE", "U2BO", "U3CARLA"
UIP = "C1UIP"
SAID = "Unge hjemløse uden for de store byer bør komme først."
WAITING = "slack.submission"


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    """The local Slack is quicker than Slack."""
    monkeypatch.setattr(windows, "SHOWN_FIRST", 0.1)


@pytest.fixture
def model():
    """What reads the answers when the note is drawn up."""
    return FixedModel(an_understanding("uip"))


@pytest.fixture
def settings(settings):
    """Two members are wanted in the round's office."""
    uip, *others = settings.office
    barred = (BarredMember(member=BO, organisation="fondensyd.example"),)
    offices = (uip.model_copy(update={"four_eyes": True}), *others)
    return settings.model_copy(update={"office": offices, "barred": barred})


@pytest.fixture
async def of(desk, courier, slack):
    """A closed round that two parties have answered; its card is in the channel."""
    async with desk.database.transaction() as session:
        of = await a_round(session, state="closed")
        for name in ("Fonden Nordlys", "Havblik Fonden"):
            party = await a_party(session, of, name)
            reading = {"answers": {"behov": [["", 0, len(SAID)]]}, "publish": "publish"}
            await an_answer(session, of, party, text=SAID, reading=reading)
        await showing.show(session, of, NOON)
    await courier.run_until_empty()
    await slack.wait(lambda _: any("round.feedback" in str(each["blocks"]) for each in slack.messages(UIP)))
    return of.id


@pytest.fixture
async def note(desk, of, model, tmp_path):
    """The note's spreadsheet."""
    async with desk.database.reading() as session:
        round_ = await rounds.get(session, of)
        at = house(desk.settings, taxonomy.load(), model, "uip")
        found = await note_of(session, round_, at, desk.clock.now())
    _, paths = await asyncio.to_thread(writing.write, found, MASKS, tmp_path / "note")
    return next(path for path in paths if path.suffix == ".csv")


@pytest.fixture
def sends_in(running, slack, of, client):
    """Let somebody send a note in from the card; gives what the modal shows in the end."""

    async def _sends_in(path, user=ANNE):
        card = next(each for each in slack.messages(UIP) if "round.feedback" in str(each["blocks"]))
        uploaded = await client.files_upload_v2(filename=path.name, content=path.read_bytes(), channel=UIP)
        file = uploaded["file"]
        await slack.click(UIP, card["ts"], user, "round.feedback")
        await slack.wait(lambda _: slack.views())
        fetched = {"name": path.name, "url_private_download": file["url_private"], "id": file["id"]}
        assert await slack.submit(user, {"note": [fetched]}) == {}
        await slack.wait(lambda _: slack.views() and "bliver læst" not in str(slack.views()[-1]["blocks"]))
        return str(slack.views()[-1]["blocks"])

    return _sends_in


async def asked(desk, of):
    async with desk.database.reading() as session:
        return (await rounds.get(session, of)).asked


async def test_a_letter_is_looked_at_and_a_colleague_confirms_before_the_letters_leave(
    desk, of, note, sends_in, slack, staff, record, courier, slack_proxy
):
    fills_in(note)

    shown = await sends_in(note)
    assert "2 breve er klar til at blive sendt." in shown
    assert "Sådan ser brevet til *Fonden Nordlys* ud" in shown
    assert "En anden skal bekræfte på høringens kort" in shown
    assert SAID in shown
    assert COMMENT in shown
    assert await slack.submit(ANNE, {}) == {}

    assert await record.waiting("round.letter") == []
    number = (await asked(desk, of))["number"]
    await courier.run_until_empty()
    await slack.wait(lambda _: "beder om, at tilbagemeldingen sendes" in str(slack.messages(UIP)))
    await staff.click(ANNE, "round.confirm", f"{of}:{number}")
    assert await record.waiting("round.letter") == []
    await staff.click(BO, "round.confirm", f"{of}:{number}")

    keys = [each.key.partition("/")[2] for each in await record.waiting("round.letter")]
    assert keys == ["feedback/party:1", "feedback/party:2"]
    assert await asked(desk, of) is None
    assert slack_proxy.refusals == []


async def test_whoever_is_to_confirm_sees_the_letters_that_were_asked_for(
    desk, of, note, sends_in, slack, staff, slack_proxy
):
    fills_in(note)
    await sends_in(note)
    await slack.submit(ANNE, {})
    number = (await asked(desk, of))["number"]

    await staff.click(BO, "round.feedback_look", f"{of}:{number}")

    [opened] = [each.arguments["view"] for each in slack_proxy.calls if each.method == "views.open"][-1:]
    assert COMMENT in str(opened)
    assert "submit" not in opened


async def test_another_party_s_letter_is_looked_at_in_the_same_window(
    of, note, sends_in, slack, staff, slack_proxy
):
    fills_in(note)
    await sends_in(note)

    await slack.click_in_view(ANNE, "round.feedback_of", option="2")

    await slack.wait(lambda _: "brevet til *Havblik Fonden*" in str(slack.views()[-1]["blocks"]))
    assert slack_proxy.refusals == []


async def test_a_note_that_nobody_has_written_in_is_said_to_be_so_and_another_may_be_chosen(sends_in, note):
    shown = await sends_in(note)

    assert "der står ingen bemærkning og ingen vurdering i det endnu" in shown
    assert "file_input" in shown


async def test_what_is_no_note_is_said_to_be_none(sends_in, tmp_path):
    letter = tmp_path / "brev.docx"
    letter.write_bytes(b"not a document")

    assert "Filen er ikke et høringsnotat fra denne høring" in await sends_in(letter)


async def test_who_is_not_of_the_office_sees_no_form_and_no_letter(of, staff, slack):
    for action, value in (("round.feedback", str(of)), ("round.feedback_look", f"{of}:1")):
        await staff.click(CARLA, action, value)

    assert [user for user, _ in staff.told()] == [CARLA, CARLA]
    assert not slack.views()


async def test_who_is_barred_from_a_foundation_s_matters_looks_at_another_s_letter(
    desk, of, note, sends_in, slack, staff, slack_proxy
):
    fills_in(note)
    await sends_in(note)
    await slack.submit(ANNE, {})
    async with desk.database.transaction() as session:
        (first, _) = await round_messages.of_round(session, of)
        first.sender = "post@fondensyd.example"
    number = (await asked(desk, of))["number"]

    await staff.click(BO, "round.feedback_look", f"{of}:{number}")

    [opened] = [each.arguments["view"] for each in slack_proxy.calls if each.method == "views.open"][-1:]
    assert "brevet til *Havblik Fonden*" in str(opened)
    assert "brevet til *Fonden Nordlys*" not in str(opened)


async def test_a_verdict_in_the_note_that_is_sent_in_confirms_what_is_said_on_its_point(
    desk, of, note, sends_in
):
    fills_in(note)
    await sends_in(note)

    async with desk.database.reading() as session:
        said = await round_statements.of_round(session, of)
        history = [each for each in await rounds.history(session, of) if each.what == "statements"]
        waiting = await round_statements.waiting(session, of)
    assert [(each.decision, each.by) for each in said] == [("confirmed", ANNE)] * 2
    assert {each.details["because"] for each in history} == {"verdict"}
    assert waiting == 0


async def test_a_note_of_which_no_letter_can_be_made_confirms_nothing(desk, of, note, sends_in):
    await sends_in(note)

    async with desk.database.reading() as session:
        assert await round_statements.of_round(session, of) == []
