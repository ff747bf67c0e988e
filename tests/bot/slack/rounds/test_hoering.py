"""`/hoering` as people type it, on the local Slack."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.slack import windows
from consultation.rounds.question_sets import default_questions
from consultation.rounds.words import RoundKind
from storage import round_parties, rounds
from tests.round_builders import a_party, a_round, an_answer

ANNE, CARLA, DAN = "U1ANNE", "U3CARLA", "U4DAN"
UIP, POLICY = "C1UIP", "C2POLICY"
FORM = {
    "title": "Fokusområder for 2027",
    "text": "Vi vil gerne høre jer.",
    "deadline": "2026-04-10 12:00",
    "invitees": "Fonden Syd; kontakt@fondensyd.example\nNorth Trust; hello@north.example; en",
}


def told(slack, channel=UIP):
    """What the command answered last."""
    shown = [each for each in slack.page.messages.get(channel, []) if each.get("subtype") == "ephemeral"]
    return str(shown[-1].get("blocks") or shown[-1]["text"]) if shown else ""


@pytest.fixture
def types(running, slack):
    """Type the command; wait until the answer shows some words."""

    async def _types(text="", *words, user=ANNE, command="/hoering", channel=UIP):
        await slack.command(channel, user, command, text)
        await slack.wait(lambda _: all(word in told(slack, channel) for word in words))
        return told(slack, channel)

    return _types


@pytest.fixture
def opens_form(running, slack):
    """Type `/hoering ny`; give the form."""

    async def _opens_form(text="ny", user=ANNE, command="/hoering"):
        await slack.command(UIP, user, command, text)
        await slack.wait(lambda _: slack.views())
        return slack.views()[-1]

    return _opens_form


@pytest.fixture
def known(desk):
    """Put a round on the record, with some parties."""

    async def _known(*names, **over):
        async with desk.database.transaction() as session:
            of = await a_round(session, **over)
            for name in names:
                await a_party(session, of, name)
        return of

    return _known


async def made(desk, key):
    async with desk.database.reading() as session:
        of = await rounds.by_key(session, key)
        return of, await round_parties.of_round(session, of.id), await rounds.questions(session, of.id)


async def test_the_list_has_the_rounds_of_ones_offices_with_days_left_and_answers(types, known):
    await known("Nordlys", "Havblik", key="uip-2026", title="Fokus & <udvikling>")
    await known(key="andre", office="politik", title="Andres")
    await known(key="kladde", state="draft", title="En kladde")

    said = await types("", "*2 høringer*")

    assert "*Fokus &amp; &lt;udvikling&gt;*   `uip-2026`" in said
    assert "28 dage tilbage" in said
    assert "0 af 2 har svaret" in said
    assert "*Kladde*" in said
    assert "Andres" not in said


async def test_triage_sees_every_offices_rounds(types, known):
    await known(key="andre", office="politik", title="Andres")

    assert "Andres" in await types("", "*En høring*", user=DAN)


async def test_who_has_no_rounds_is_told_how_to_begin(types):
    assert "`/hoering ny`" in await types("", "ingen høringer endnu")


async def test_a_hundred_rounds_with_titles_of_5000_characters_fit(types, known):
    for number in range(25):
        await known(key=f"runde-{number}", title="Æ & <ø> " * 625)

    assert "Ældre høringer, der ikke vises: 5" in await types("", "*25 høringer*")


@pytest.mark.parametrize("word", ["hjælp", "help"])
async def test_help_says_how_the_command_is_used(types, word):
    assert "`/hoering ny politik`" in await types(word, "*Sådan bruges /hoering*")


async def test_the_english_command_answers_in_english(types, known):
    await known(key="uip-2026")

    assert "uip-2026" in await types("", "*One round*", command="/round")
    assert "`/round new policy`" in await types("help", "*How to use /round*", command="/round")


async def test_one_round_is_shown_with_its_buttons_its_answers_and_the_count(types, known, desk):
    of = await known("Nordlys", "Havblik", key="uip-2026")
    async with desk.database.transaction() as session:
        one, _ = await round_parties.of_round(session, of.id)
        await an_answer(session, of, one)
    desk.clock.advance(timedelta(days=3))

    said = await types("uip-2026", "Regnskabet stemmer: 1 beskeder ind = 1 svar")

    assert "round.close" in said
    assert "Svar dag for dag, siden høringen blev sendt ud for 3 dage siden" in said
    assert "`▅▅▅▅`" in said


async def test_one_party_is_shown_by_the_beginning_of_its_name(types, known):
    await known("Fonden Nordlys", "Fonden Havblik", key="uip-2026")

    said = await types("uip-2026 fonden h", "Fonden Havblik")

    assert "Afventer svar" in said
    assert "Passer også" not in said
    assert "Passer også: Fonden Nordlys" in await types("uip-2026 fonden", "Passer også")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("findes-ikke", "Der er ingen høring, der hedder findes-ikke."),
        ("uip-2026 Ukendt Fond", "Den part er ikke med i høringen."),
        ("andre", "Høringen hører til et andet kontor"),
    ],
)
async def test_what_can_not_be_shown_is_said(types, known, text, sentence):
    await known(key="uip-2026")
    await known(key="andre", office="politik")

    await types(text, sentence)


async def test_a_round_is_set_up_in_the_form_and_its_card_comes_to_the_channel(opens_form, slack, desk):
    form = await opens_form()
    assert [b["block_id"] for b in form["blocks"]] == [b["element"]["action_id"] for b in form["blocks"]]

    assert await slack.submit(ANNE, FORM | {"feedback": "1. juni 2026", "key": ""}) == {}

    of, parties, questions = await made(desk, "uip-2026")
    assert (of.state, of.created_by, of.office, of.kind) == ("draft", ANNE, "uip", "uip")
    assert of.deadline == datetime(2026, 4, 10, 10, tzinfo=UTC)
    assert of.feedback_on == "2026-06-01"
    assert "offentliggøre" in of.consent
    assert [(each.organisation, each.language) for each in parties] == [
        ("Fonden Syd", "da"),
        ("North Trust", "en"),
    ]
    assert [each.key for each in questions] == [each.key for each in default_questions(RoundKind.UIP, "da")]
    shown = await slack.wait(lambda _: next(iter(slack.messages(UIP)), None))
    assert "round.approve" in str(shown)
    assert "oprettet som `uip-2026`" in str(slack.views()[-1])


async def test_the_form_suggests_noon_on_a_working_day_after_four_weeks_and_the_kinds_questions(opens_form):
    form = str(await opens_form("ny politik"))

    assert "2026-04-02 12:00" in form or "2026-04-07 12:00" in form
    assert "samlet: Hvad er jeres samlede vurdering af oplægget?" in form


async def test_questions_left_untouched_are_those_of_the_kind_chosen_and_others_are_ones_own(
    opens_form, slack, desk
):
    await opens_form()
    assert await slack.submit(ANNE, FORM | {"kind": "policy", "key": "et"}) == {}
    await slack.close_view(ANNE)
    await opens_form()
    own = "behov: Hvem bør have fokus?\nHvad mangler?"
    assert await slack.submit(ANNE, FORM | {"questions": own, "key": "to", "consent": "no"}) == {}

    _, _, policy = await made(desk, "et")
    of, _, questions = await made(desk, "to")
    assert policy[0].key == "samlet"
    assert [(each.key, each.text) for each in questions] == [
        ("behov", "Hvem bør have fokus?"),
        ("spm2", "Hvad mangler?"),
    ]
    assert of.consent is None


async def test_a_round_nobody_named_gets_the_next_free_name(opens_form, slack, desk, known):
    await known(key="uip-2026")
    await opens_form()

    assert await slack.submit(ANNE, FORM) == {}

    assert (await made(desk, "uip-2026-2"))[0].title == "Fokusområder for 2027"


async def test_every_mistake_is_said_at_its_field_and_nothing_typed_is_lost(opens_form, slack, desk, known):
    await known(key="taget")
    await opens_form()
    wrong = FORM | {
        "title": "  ",
        "deadline": "2020-01-01",
        "key": "ikke ok!",
        "questions": "a: Hvad?\na: Hvorfor?",
        "feedback": "snart",
        "invitees": "Fonden Syd; syd\nNord",
    }

    assert await slack.submit(ANNE, wrong) == {
        "title": "Skal udfyldes.",
        "deadline": "Fristen skal ligge ude i fremtiden.",
        "key": "Et kort navn er bogstaver, tal, bindestreg og understreg, højst 64 tegn: ikke ok!",
        "questions": "Det korte navn a står to gange.",
        "feedback": "Skriv en dag og et klokkeslæt, for eksempel 2027-03-12 12:00.",
        "invitees": "Linje 1: adressen er ikke en mailadresse. Linje 2: adressen mangler.",
    }
    assert await slack.submit(ANNE, FORM | {"key": "taget"}) == {
        "key": "Der er allerede en høring, der hedder taget. Vælg et andet kort navn."
    }
    assert await slack.submit(ANNE, FORM | {"invitees": ""}) == {
        "invitees": "Skriv mindst én høringspart, eller vælg tags."
    }
    assert slack.views()
    async with desk.database.reading() as session:
        assert [each.key for each in await rounds.newest_first(session)] == ["taget"]


async def test_a_deadline_that_is_no_moment_is_said_at_its_field(opens_form, slack):
    await opens_form()

    assert await slack.submit(ANNE, FORM | {"deadline": "om en måned"}) == {
        "deadline": "Skriv en dag og et klokkeslæt, for eksempel 2027-03-12 12:00."
    }


async def test_one_sets_rounds_up_only_for_ones_own_office(opens_form, slack):
    form = await opens_form(user=CARLA)

    (office,) = [b["element"] for b in form["blocks"] if b["block_id"] == "office"]
    assert [option["value"] for option in office["options"]] == ["politik"]


class TestDocuments:
    """Documents handed in with the form."""

    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch):
        """The local Slack is quicker than Slack."""
        monkeypatch.setattr(windows, "SHOWN_FIRST", 0.1)

    @pytest.fixture
    def upload(self, client):
        """Upload a file, as the form does when somebody chooses one; gives how Slack describes it."""

        async def _upload(name, content):
            uploaded = (await client.files_upload_v2(filename=name, content=content, channel=UIP))["file"]
            address = uploaded["url_private"]
            return {"name": name, "size": len(content), "url_private_download": address}

        return _upload

    @pytest.fixture
    def documents(self, desk):
        """The documents of a round, by name."""

        async def _documents(key):
            async with desk.database.reading() as session:
                of = await rounds.by_key(session, key)
                return {each.name: each for each in await rounds.documents(session, of.id)}

        return _documents

    async def created(self, slack):
        await slack.wait(lambda _: slack.views() and "er oprettet som" in str(slack.views()[-1]["blocks"]))
        return str(slack.views()[-1]["blocks"])

    async def test_they_are_the_first_version_with_their_text_and_the_check_names_those_without(
        self, opens_form, slack, upload, documents, slack_proxy
    ):
        text = "Udkast til fokusområder for unge i hjemløshed."
        files = [await upload("oplæg.txt", text.encode()), await upload("scan.pdf", b"%PDF-1.4 scanned")]
        await opens_form()
        assert await slack.submit(ANNE, FORM | {"key": "med-bilag", "documents": files}) == {}

        shown = await self.created(slack)
        made = await documents("med-bilag")
        assert {name: (each.version, each.text) for name, each in made.items()} == {
            "oplæg.txt": (1, text),
            "scan.pdf": (1, ""),
        }
        assert made["scan.pdf"].content == b"%PDF-1.4 scanned"
        assert 'Der kan ikke læses nogen tekst i "scan.pdf"' in shown
        assert slack_proxy.refusals == []

    async def test_one_that_can_not_be_fetched_is_named_and_the_round_is_set_up(
        self, opens_form, slack, documents
    ):
        lost = {"name": "væk.pdf", "size": 9, "url_private_download": "https://evil.example/x.pdf"}
        await opens_form()
        assert await slack.submit(ANNE, FORM | {"key": "uden", "documents": [lost]}) == {}

        assert "væk.pdf kunne ikke hentes fra Slack" in await self.created(slack)
        assert await documents("uden") == {}

    @pytest.mark.parametrize(
        ("name", "size", "said"),
        [
            ("arkiv.zip", 9, "arkiv.zip kan ikke sendes med. Det kan kun PDF, Word"),
            ("stor.pdf", 900_000_000, "Bilagene fylder for meget: tilsammen højst"),
            ("tom.pdf", 0, "tom.pdf er tom."),
        ],
    )
    async def test_what_can_not_go_along_is_said_at_its_field(
        self, opens_form, slack, desk, name, size, said
    ):
        await opens_form()
        file = {"name": name, "size": size, "url_private_download": "https://files.slack.com/x"}

        errors = await slack.submit(ANNE, FORM | {"key": "nej", "documents": [file]})

        assert said in errors["documents"]
        async with desk.database.reading() as session:
            assert await rounds.by_key(session, "nej") is None

    async def test_a_name_that_is_taken_is_said_before_anything_is_fetched(
        self, opens_form, slack, known, slack_proxy
    ):
        await known(key="taget")
        await opens_form()
        file = {"name": "a.pdf", "size": 9, "url_private_download": "https://files.slack.com/x"}

        errors = await slack.submit(ANNE, FORM | {"key": "taget", "documents": [file]})

        assert "key" in errors


@pytest.mark.parametrize("text", ["", "ny", "hjælp", "uip-2026"])
async def test_whoever_belongs_to_no_office_is_told_so_and_shown_nothing(types, known, slack, text):
    await known("Fonden Nordlys")

    said = await types(text, "Kun medarbejdere i et af kontorerne kan det", user="U6KAREN")

    assert "Nordlys" not in said
    assert slack.views() == []
