import pytest


def test_a_wrong_value_is_told_in_one_sentence_with_key_value_and_what_is_allowed(mistakes):
    sentence = str(mistakes('[imap]\nport = "abc"')["imap.port"])

    assert sentence == 'imap.port is "abc"; it must be a port number from 1 to 65535.'


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ("[clamav]\ntimeout_seconds = 101", "clamav.timeout_seconds"),
        ("[reading]\nmax_seconds = 101", "reading.max_seconds"),
    ],
)
def test_nothing_may_hold_up_all_letters_for_minutes(mistakes, toml, key):
    assert mistakes(toml)[key].allowed == "a number of seconds from 1 to 100"


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("retention.closed_inquiries_days", 36_501, "a number of days from 1 to 36500, or 0 for good"),
        ("retention.quarantine_days", 999_999, "a number of days from 1 to 36500, or 0 for good"),
        ("retention.machine_mail_days", 999_999, "a number of days from 1 to 36500, or 0 for good"),
        ("sla.first_answer_days", 1_001, "a number of working days from 1 to 1000"),
        ("sla.remind_after_days", 9_999_999, "a number of working days from 1 to 1000"),
        ("sla.escalate_after_days", 9_999_999, "a number of working days from 1 to 1000"),
        ("imap.poll_seconds", 86_401, "a number of seconds from 1 to 86400, which is a day"),
        ("slack.hold_seconds", 86_401, "a number of seconds from 0 to 86400, which is a day"),
        ("slack.together_seconds", 10**15, "a number of seconds from 0 to 86400, which is a day"),
        ("slack.seconds_between_posts", 10**15, "a number of seconds from 0 to 86400, which is a day"),
    ],
)
def test_a_time_that_no_calendar_reaches_is_refused(mistakes, key, value, allowed):
    section, name = key.split(".")

    assert mistakes(f"[{section}]\n{name} = {value}")[key].allowed == allowed


@pytest.mark.parametrize(
    ("toml", "key", "suggestion"),
    [
        ('[imap]\nhots = "x"', "imap.hots", "imap.host"),
        ("[smpt]", "smpt", "smtp"),
        ('[[office]]\nkey="a"\nname="A"\ntriage=true\nchanel="C1"', "office[1].chanel", "office[1].channel"),
    ],
)
def test_an_unknown_key_gets_the_nearest_known_one(mistakes, toml, key, suggestion):
    assert mistakes(toml)[key].wrong == f"is unknown (did you mean {suggestion}?)"


def test_an_unknown_key_like_no_other_gets_the_list_of_keys(mistakes):
    mistake = mistakes("[nlp]\nzzz = 1")["nlp.zzz"]

    assert mistake.wrong == "is unknown"
    assert mistake.allowed == "one of model, taxonomy, accept"


def test_a_key_that_must_be_there_is_missing(mistakes):
    found = mistakes('[[office]]\ntriage = true\nname = "A"')

    assert found["office[1].key"].wrong == "is missing"


@pytest.mark.parametrize(
    ("toml", "section", "allowed"),
    [("imap = 1", "imap", "a table, [imap]"), ("route = 1", "route", "a table, [[route]]")],
)
def test_a_value_where_a_table_belongs_is_named(mistakes, toml, section, allowed):
    assert mistakes(toml)[section].allowed == allowed


def test_a_long_value_is_cut(mistakes):
    assert len(mistakes(f'[imap]\nport = "{"x" * 500}"')["imap.port"].wrong) < 80


def test_a_wrong_address_of_the_database_is_not_shown(mistakes):
    mistake = mistakes('[database]\nurl = "mysql://fonde:hemmelig@db.example"')["database.url"]

    assert mistake.wrong == "is not usable"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://fonde@db.example:abc/fonde",
        "postgresql+asyncpg://fonde@db.example:70000/fonde",
        "postgresql+asyncpg://fonde@db.example/fonde?foo=bar",
        "sqlite+aiosqlite:///fonde.db?foo=bar",
        r"sqlite+aiosqlite:///fonde\u0000.db",
    ],
)
def test_an_address_that_no_database_could_be_reached_at_is_named(mistakes, url):
    assert "PATH or postgresql" in mistakes(f'[database]\nurl = "{url}"')["database.url"].allowed


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://fonde:p%40@/fonde?host=a.example:5432&host=b.example:5432&target_session_attrs=primary",
        "postgresql+asyncpg://fonde@db.example:5433/fonde?ssl=require&prepared_statement_cache_size=0",
        "postgresql+asyncpg:///fonde?host=/run/postgresql",
        "sqlite+aiosqlite:////var/lib/fonde.db?timeout=30",
    ],
)
def test_what_the_drivers_take_may_stand_in_the_address_of_the_database(read, url):
    assert read(f'[database]\nurl = "{url}"').database.url == url


@pytest.mark.parametrize("host", [".example..com", f"{'a' * 64}.example", "å" * 63, ""])
def test_a_name_that_no_server_can_have_is_refused(mistakes, host):
    found = mistakes(f'[clamav]\nhost = "{host}"')

    assert found["clamav.host"].allowed == "the name or the IP address of a server"


@pytest.mark.parametrize("host", ["imap.example", "møde.example", "::1", "127.0.0.1", "localhost"])
def test_a_server_has_a_name_or_an_address(read, host):
    assert read(f'[clamav]\nhost = "{host}"').clamav.host == host


def test_a_secret_that_is_too_short_is_not_shown(mistakes):
    mistake = mistakes("", {"FONDSDIALOG_SERVICE__SECRET": "hemmelig"})["service.secret"]

    assert str(mistake) == "service.secret is not usable; it must be a secret of at least 32 characters."


@pytest.mark.parametrize(
    "key", ["imap.password", "smtp.password", "slack.bot_token", "slack.app_token", "slack.signing_secret"]
)
@pytest.mark.parametrize("secret", ["hemmelig\n", "hemmelig\nogsaa", "hem\x00melig", "hem\x7fmelig"])
def test_what_is_signed_in_with_is_of_one_line_and_not_shown(mistakes, key, secret):
    mistake = mistakes("", {f"FONDSDIALOG_{key.replace('.', '__').upper()}": secret})[key]

    assert str(mistake) == f"{key} is not usable; it must be of one line, without control characters."


def test_the_key_that_signs_may_be_of_several_lines(read):
    secret = f"{'l' * 64}\n{'l' * 24}"  # as `openssl rand -base64 64` writes it

    assert read("", {"FONDSDIALOG_SERVICE__SECRET": secret}).service.secret.get_secret_value() == secret


def test_a_port_that_follows_from_a_wrong_security_is_not_named_too(mistakes):
    assert set(mistakes('[smtp]\nsecurity = "ssl"')) == {"smtp.security"}


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("service", "language", '"sv"'),
        ("service", "public_name", '""'),
        ("service", "public_name", '" "'),
        ("service", "data_dir", '""'),
        ("service", "data_dir", '"var\\u0000"'),
        ("nlp", "model", '" "'),
        ("clamav", "socket", '""'),
        ("service", "public_name", '"Min\\nFond"'),
        ("service", "public_name", '"Min\\u2028Fond"'),
        ("smtp", "from_name", '"Fonde\\u0000"'),
        ("imap", "poll_seconds", "0"),
        ("imap", "poll_seconds", "true"),
        ("imap", "port", "true"),
        ("reading", "max_parts", "true"),
        ("clamav", "timeout_seconds", "true"),
        ("monitoring", "port", "false"),
        ("monitoring", "disk_free_mb", "false"),
        ("slack", "hold_seconds", "false"),
        ("sla", "first_answer_days", "true"),
        ("retention", "quarantine_days", "true"),
        ("nlp", "accept", "true"),
        ("imap", "max_message_mb", "1.5"),
        ("smtp", "from_address", '"Fonde <fonde@x.example>"'),
        ("smtp", "from_address", f'"{"f" * 36}@x.example"'),
        ("smtp", "per_minute", "-1"),
        ("slack", "api_base_url", '"slack.com"'),
        ("nlp", "accept", "1.01"),
        ("sla", "day_starts", "9"),
        ("sla", "day_starts", '"09:00+01:00"'),
        ("sla", "day_starts", '"25:00"'),
        ("sla", "closing_days", "[2026]"),
        ("sla", "closing_days", '["15-05-2026"]'),
        ("sla", "closed_every_year", '["02-30"]'),
        ("sla", "closed_every_year", '["24. december"]'),
    ],
)
def test_a_value_that_is_not_allowed_is_named_and_described(mistakes, section, key, value):
    mistake = mistakes(f"[{section}]\n{key} = {value}")[f"{section}.{key}"]

    assert mistake.wrong.startswith("is ")
    assert mistake.allowed


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("key", '"Kontor"'),
        ("channel", '"fonde"'),
        ("email", '"fonde"'),
        ("members", '["ulla"]'),
        ("usergroup", '"@fonde"'),
        ("triage", '"måske"'),
    ],
)
def test_a_value_of_an_office_that_is_not_allowed_is_named_by_its_position(mistakes, key, value):
    first = '[[office]]\nkey = "a"\nname = "A"\ntriage = true\n'
    second = {"key": '"b"', "name": '"B"', key: value}

    found = mistakes(
        first + "[[office]]\n" + "\n".join(f"{name} = {given}" for name, given in second.items())
    )

    assert set(found) == {f"office[2].{key}"}
