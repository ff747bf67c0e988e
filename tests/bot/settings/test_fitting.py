import pytest

OFFICE = '[[office]]\nkey = "{key}"\nname = "Kontor"\nchannel = "C1"\ntriage = {triage}\n'


def office(key, *, triage=False):
    return OFFICE.format(key=key, triage=str(triage).lower())


@pytest.mark.parametrize(
    ("offices", "on"),
    [
        (office("a") + office("b"), "none"),
        (office("a", triage=True) + office("b", triage=True), "2"),
    ],
)
def test_exactly_one_office_is_of_triage(mistakes, offices, on):
    mistake = mistakes(offices)["office"]

    assert mistake.wrong == f"has triage = true on {on}"


def test_an_office_has_a_key_of_its_own(mistakes):
    found = mistakes(office("a", triage=True) + office("b") + office("a"))

    assert set(found) == {"office[3].key"}


def test_a_route_leads_to_an_office_that_is_configured(mistakes):
    found = mistakes(office("a", triage=True) + '[[route]]\ninitiative = "rct"\noffice = "b"')

    assert found["route[1].office"].wrong == 'is "b"'
    assert found["route[1].office"].allowed == "one of a"


def test_a_route_to_an_office_with_another_mistake_is_right(mistakes):
    offices = office("a", triage=True) + 'email = "ikke en adresse"\n'

    found = mistakes(offices + '[[route]]\ninitiative = "rct"\noffice = "a"')

    assert set(found) == {"office[1].email"}


def test_a_route_names_what_the_taxonomy_knows(mistakes):
    found = mistakes('[[route]]\ninitiative = "rtc"\ntopics = ["effekt"]\noffice = "indsatser"\n')

    assert "rct" in found["route[1].initiative"].allowed
    assert "effektanalyse" in found["route[1].topics"].allowed


@pytest.mark.parametrize(
    ("mode", "given", "missing"),
    [
        ("socket", (), {"slack.bot_token", "slack.app_token"}),
        ("socket", ("BOT_TOKEN",), {"slack.app_token"}),
        ("http", (), {"slack.bot_token", "slack.signing_secret"}),
        ("http", ("SIGNING_SECRET",), {"slack.bot_token"}),
    ],
)
def test_slack_has_the_secrets_of_its_mode(mistakes, mode, given, missing):
    environ = {f"FONDSDIALOG_SLACK__{name}": "x" for name in given}

    assert set(mistakes(f'[slack]\nmode = "{mode}"', environ)) == missing


def test_slack_switched_off_needs_neither_secrets_nor_channels(read):
    settings = read('[slack]\nmode = "off"\n[[office]]\nkey = "a"\nname = "A"\ntriage = true')

    assert settings.office[0].channel is None


def test_every_office_has_a_channel_once_slack_is_used(mistakes):
    toml = '[slack]\nmode = "socket"\n[[office]]\nkey = "a"\nname = "A"\ntriage = true'

    assert "office[1].channel" in mistakes(toml, require_secrets=False)


@pytest.mark.parametrize("section", ["imap", "smtp"])
def test_who_signs_in_has_a_password(mistakes, section):
    assert set(mistakes(f'[{section}]\nusername = "fonde"')) == {f"{section}.password"}


def test_a_mailbox_has_a_user(mistakes):
    assert set(mistakes('[imap]\nhost = "imap.example"')) == {"imap.username"}


def test_whoever_sends_letters_has_an_address(mistakes, read):
    assert set(mistakes('[smtp]\nhost = "smtp.example"')) == {"smtp.from_address"}
    assert read('[smtp]\nhost = "smtp.example"\nfrom_address = "fonde@x.example"').smtp.username is None


SHARED = '[[slack_channel]]\nid = "{id}"\norganisation = "Fonden Nordlys"\n'


def test_an_offices_own_channel_is_shared_with_nobody(mistakes):
    found = mistakes(office("a", triage=True) + SHARED.format(id="C1"))

    assert found["slack_channel[1].id"].wrong == 'is "C1", an office\'s own'


@pytest.mark.parametrize("channel", ["[]", "{}", "[1]"])
def test_a_channel_of_the_wrong_kind_is_named_and_compared_with_none(mistakes, channel):
    wrong = SHARED.format(id="C2").replace('"C2"', channel)

    found = mistakes(office("a", triage=True).replace('"C1"', channel) + wrong)

    assert set(found) == {"office[1].channel", "slack_channel[1].id"}


def test_an_own_address_of_the_wrong_kind_is_named(mistakes):
    assert set(mistakes('[smtp]\nhost = "smtp.example"\nfrom_address = []')) == {"smtp.from_address"}


def test_a_channel_is_shared_with_one_foundation(mistakes):
    found = mistakes(office("a", triage=True) + SHARED.format(id="C2") * 2)

    assert found["slack_channel[2].id"].wrong == 'is "C2" once more'


def test_a_shared_channel_leads_to_an_office_that_is_configured(mistakes):
    found = mistakes(office("a", triage=True) + SHARED.format(id="C2") + 'office = "b"\n')

    assert found["slack_channel[1].office"].allowed == "one of a"


def test_a_conflict_of_interest_names_a_member_and_an_organisation(read):
    pairs = [("U1", "fondennordlys.example"), ("W2", "Fonden Nordlys")]
    tables = [f'[[barred]]\nmember = "{member}"\norganisation = "{of}"' for member, of in pairs]

    assert [(each.member, each.organisation) for each in read("\n".join(tables)).barred] == pairs


def test_a_conflict_of_interest_may_stand_in_the_environment(read):
    given = '[{"member": "U1", "organisation": "fondennordlys.example"}]'

    [barred] = read(environ={"FONDSDIALOG_BARRED": given}).barred

    assert (barred.member, barred.organisation) == ("U1", "fondennordlys.example")


@pytest.mark.parametrize("organisation", ["", "  ", "karen@fondennordlys.example"])
def test_an_address_or_nothing_is_no_organisation(mistakes, organisation):
    found = mistakes(f'[[barred]]\nmember = "anne"\norganisation = "{organisation}"')

    assert found["barred[1].organisation"].allowed.startswith("a mail domain such as")
    assert found["barred[1].member"].allowed == 'the id of a Slack user, such as "U0FOND001"'
