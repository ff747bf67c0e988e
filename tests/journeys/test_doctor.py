"""The doctor: everything that the service needs, a line each, and a plain sentence for what is wrong."""

import pytest

from bot.demo.ports import free_port
from bot.monitoring import checkup
from bot.monitoring.checkup import Ill
from tests.journeys.commands import OWN, SECRETS, SERVERS, a_config, fondsdialog_beside
from tests.laid_desk import the_settings


async def test_the_doctor_finds_nothing_where_all_is_well(tmp_path, mailbox, smtp_sink, slack):
    more = SERVERS.format(imap_port=mailbox.server.imap_port, username=mailbox.address, api_url=slack.api_url)
    config = a_config(tmp_path, smtp_port=smtp_sink.port, more=more)
    await fondsdialog_beside("db", "upgrade", "--config", config)

    ended = await fondsdialog_beside("doctor", "--config", config, **SECRETS)

    assert ended.code == 0, ended.out
    found = [line.split() for line in ended.out.splitlines()]
    assert {words[0] for words in found} == {"ok"}
    assert [words[1] for words in found] == [
        "configuration",
        "data",
        "database",
        "clock",
        "service",
        "disk",
        "model",
        "imap",
        "smtp",
        "clamav",
        "slack",
        "channel",
        "channel",
    ]


async def test_the_doctor_tells_everything_that_is_wrong_in_one_sentence_each(
    tmp_path, mailbox, slack, slack_proxy
):
    more = SERVERS.format(imap_port=mailbox.server.imap_port, username=mailbox.address, api_url=slack.api_url)
    more += f'[nlp]\nmodel = "{tmp_path}/none"'
    config = a_config(tmp_path, smtp_port=free_port(), more=more, politik="C0NOWHERE")
    slack_proxy.scopes.remove("im:write")
    slack_proxy.outside.add("C1UIP")

    ended = await fondsdialog_beside(
        "doctor", "--config", config, **SECRETS | {"FONDSDIALOG_IMAP__PASSWORD": "wrong"}
    )

    assert ended.code == 1
    said = {
        line[4:28].strip(): line[28:].strip() for line in ended.out.splitlines() if line.startswith("FAIL")
    }
    assert "fondsdialog db upgrade" in said["database"]
    assert "no usable model" in said["model"]
    assert said["imap"] == (
        "the mail server refuses the login: check the host, port, security and login in [imap]"
    )
    assert "can't be reached" in said["smtp"]
    assert "check the host, port, security and login in [smtp]" in said["smtp"]
    assert "lacks im:write" in said["slack"]
    assert "invite it" in said["channel of uip"]
    assert "channel_not_found" in said["channel of politik"]
    assert "wrong" not in ended.out + ended.err


@pytest.mark.parametrize("code", ["token_revoked", "invalid_auth"])
async def test_a_token_that_slack_takes_no_more_is_told_with_what_to_do(tmp_path, slack, slack_proxy, code):
    settings = the_settings(
        tmp_path,
        slack={
            "mode": "http",
            "signing_secret": "s",
            "bot_token": slack.bot_token,
            "api_base_url": slack.api_url,
        },
    )
    slack_proxy.fail("auth.test", code)

    with pytest.raises(Ill, match=f"Slack answers {code}: install the app again, and set its tokens"):
        await checkup._slack(settings)


async def test_servers_out_of_reach_are_told(tmp_path):
    port = free_port()
    more = SERVERS.format(imap_port=port, username=OWN, api_url=f"http://127.0.0.1:{port}/")
    config = a_config(tmp_path, smtp_port=port, more=more)

    ended = await fondsdialog_beside("doctor", "--config", config, **SECRETS)

    assert ended.code == 1
    assert ended.out.count("can't be reached") == 5  # mail in, mail out, Slack, and the two channels


async def all_found(settings):
    return {each.what: each async for each in checkup.findings(settings)}


async def test_a_key_that_is_none_fails_and_the_rest_is_asked_too(tmp_path):
    (tmp_path / "secret.key").write_text("kort")

    found = await all_found(the_settings(tmp_path, service={"data_dir": tmp_path, "secret": None}))

    assert not found["data directory"].well
    assert "secret.key is too short for a key; it must be restored" in found["data directory"].said
    assert "slack" in found


@pytest.mark.parametrize("place", ["/proc/x", "{tmp_path}/a file"])
async def test_a_data_directory_that_can_not_be_one_fails_and_the_rest_is_asked_too(tmp_path, place):
    (tmp_path / "a file").touch()
    place = place.format(tmp_path=tmp_path)

    found = await all_found(the_settings(tmp_path, service={"data_dir": place}))

    assert f'service.data_dir is "{place}"' in found["data directory"].said
    assert "slack" in found


async def test_a_data_directory_that_is_yet_to_be_made_is_well_and_left_to_the_service(tmp_path):
    settings = the_settings(tmp_path, service={"data_dir": tmp_path / "a" / "b"})

    assert (await all_found(settings))["data directory"].well
    assert not (tmp_path / "a").exists()


async def test_a_time_that_is_none_fails_with_what_is_allowed(tmp_path, monkeypatch):
    monkeypatch.setenv("FONDSDIALOG_NOW", "x")

    found = await all_found(the_settings(tmp_path))

    assert 'FONDSDIALOG_NOW is "x"; it must be a time' in found["service"].said
    assert "slack" in found


async def test_what_nobody_thought_of_fails_and_the_rest_is_asked_too(tmp_path, monkeypatch):
    monkeypatch.setattr(checkup, "no_room", lambda _: 1 / 0)

    found = await all_found(the_settings(tmp_path))

    assert found["disk"].said == "could not be looked at (ZeroDivisionError)"
    assert "slack" in found


async def test_a_configuration_with_mistakes_is_the_first_thing_that_fails(tmp_path):
    config = a_config(tmp_path, more="[nlp]\naccept = 7")

    ended = await fondsdialog_beside("doctor", "--config", config)

    assert ended.code == 1
    assert ended.out.split()[:2] == ["FAIL", "configuration"]
    assert len(ended.out.splitlines()) == 1
    assert "nlp.accept" in ended.err
