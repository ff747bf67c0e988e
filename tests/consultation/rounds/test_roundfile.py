from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from consultation.rounds.invitees import Invitee
from consultation.rounds.mistakes import Mistake, RoundFileError, Shape, Wrong
from consultation.rounds.question_sets import consent_question, default_questions
from consultation.rounds.reminders import Moment
from consultation.rounds.roundfile import Setting, read_round
from consultation.rounds.words import Question, RoundKind

SETTING = Setting(
    offices=("indsatser", "analyse"),
    timezone=ZoneInfo("Europe/Copenhagen"),
    now=datetime(2028, 11, 6, 9, tzinfo=UTC),
)
HEAD = """
key = "uip-2029"
kind = "uip"
title = "Fokusområder 2029"
text = "Vi hører jer gerne."
deadline = 2028-12-05T23:59:00
office = "indsatser"
"""
QUESTION = """
[[question]]
key = "fokus"
text = "Hvilket fokusområde bør programmerne have?"
"""
INVITEE = """
[[invitee]]
organisation = "Havblikfonden"
address = "Post@Havblik.example"
language = "en"
"""
WHOLE = HEAD + QUESTION + INVITEE


@pytest.fixture
def read(tmp_path):
    """Write a file and read it; `oplaeg.pdf` lies beside it."""
    (tmp_path / "oplaeg.pdf").write_bytes(b"%PDF")

    def _read(content, setting=SETTING):
        path = tmp_path / "runde.toml"
        path.write_text(content, encoding="utf-8")
        return read_round(path, setting)

    return _read


@pytest.fixture
def mistakes(read):
    """Read a file that can't be used and return what is wrong with it."""

    def _mistakes(content):
        with pytest.raises(RoundFileError) as refused:
            read(content)
        return list(refused.value.mistakes)

    return _mistakes


def test_a_file_with_what_is_needed_is_a_round(read):
    found = read(WHOLE)

    assert (found.key, found.kind, found.title, found.office) == (
        "uip-2029",
        RoundKind.UIP,
        "Fokusområder 2029",
        "indsatser",
    )
    assert found.deadline == datetime(2028, 12, 5, 22, 59, tzinfo=UTC)
    assert found.closing_time_stated
    assert found.questions == (Question("fokus", "Hvilket fokusområde bør programmerne have?"),)
    assert not found.default_set
    assert found.invitees == (Invitee("Havblikfonden", "post@havblik.example", "en"),)


def test_what_may_be_left_out_has_plain_defaults(read):
    found = read(WHOLE)

    assert (found.opens, found.documents, found.tags, found.approver, found.parent) == (
        None,
        (),
        (),
        None,
        None,
    )
    assert found.reminders == frozenset(Moment)
    assert (found.consent, found.feedback) == (None, None)


def test_what_may_be_added_is_read(read, tmp_path):
    added = """
opens = 2028-11-07T08:00:00
documents = ["oplaeg.pdf"]
tags = ["alle fonde"]
reminders = ["before"]
approver = "U0ANDERS"
consent = "Må vi bringe det?"
feedback = 2029-03-01
parent = "uip-2028"
"""

    found = read(HEAD + added + QUESTION + INVITEE + 'contact = "Åse"\nmust_hear = true\n')

    assert found.opens == datetime(2028, 11, 7, 7, tzinfo=UTC)
    assert found.documents == (tmp_path / "oplaeg.pdf",)
    assert (found.tags, found.approver, found.parent) == (("alle fonde",), "U0ANDERS", "uip-2028")
    assert found.reminders == {Moment.BEFORE}
    assert (found.consent, found.feedback) == ("Må vi bringe det?", date(2029, 3, 1))
    assert (found.invitees[0].contact, found.invitees[0].must_hear) == ("Åse", True)


@pytest.mark.parametrize(
    ("written", "instant", "stated"),
    [
        ("2028-12-05T12:00:00", "2028-12-05T11:00:00+00:00", True),
        ("2028-12-05 12:00:00", "2028-12-05T11:00:00+00:00", True),
        ('"2028-12-05T12:00"', "2028-12-05T11:00:00+00:00", True),
        ('"2028-12-05 12:00"', "2028-12-05T11:00:00+00:00", True),
        ("2028-12-05T12:00:00Z", "2028-12-05T12:00:00+00:00", True),
        ("2029-07-05T12:00:00", "2029-07-05T10:00:00+00:00", True),
        ("2028-12-05", "2028-12-05T22:59:00+00:00", False),
        ('"2028-12-05"', "2028-12-05T22:59:00+00:00", False),
    ],
)
def test_a_deadline_is_local_time_and_a_mere_date_is_marked(read, written, instant, stated):
    found = read(WHOLE.replace("2028-12-05T23:59:00", written))

    assert (found.deadline.isoformat(), found.closing_time_stated) == (instant, stated)


def test_without_questions_the_usual_ones_of_its_kind_are_asked(read):
    found = read((HEAD + INVITEE).replace('"uip"', '"policy"'))

    assert found.questions == default_questions(RoundKind.POLICY, "da")
    assert found.default_set


@pytest.mark.parametrize(("written", "asked"), [("true", consent_question("da")), ("false", None)])
def test_the_usual_question_on_publication_is_asked_by_saying_true(read, written, asked):
    assert read(HEAD + f"consent = {written}\n" + INVITEE).consent == asked


def test_no_reminders_are_sent_where_the_file_wants_none(read):
    assert read(HEAD + "reminders = []\n" + INVITEE).reminders == frozenset()


def test_a_party_without_an_address_is_left_for_the_check_to_name(read):
    assert read(WHOLE.replace('"Post@Havblik.example"', '""')).invitees[0].address == ""


def test_a_round_may_name_its_parties_by_tags_alone(read):
    assert read(HEAD + 'tags = ["alle fonde"]\n').invitees == ()


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (('title = "Fokusområder 2029"', ""), Mistake("title", Wrong.MISSING)),
        (
            ('title = "Fokusområder 2029"', "title = 2029"),
            Mistake("title", Wrong.WRONG_KIND, "2029", (Shape.TEXT,)),
        ),
        (('title = "Fokusområder 2029"', 'title = " "'), Mistake("title", Wrong.EMPTY)),
        (('"uip-2029"', '"uip 2029"'), Mistake("key", Wrong.BAD_KEY, "uip 2029")),
        (('kind = "uip"', 'kind = "lov"'), Mistake("kind", Wrong.NOT_ONE_OF, "lov", ("uip", "policy"))),
        (
            ('office = "indsatser"', 'office = "insats"'),
            Mistake("office", Wrong.NOT_ONE_OF, "insats", ("indsatser", "analyse")),
        ),
        (
            ("deadline = 2028-12-05T23:59:00", "deadline = 2028-11-06T10:00:00"),
            Mistake("deadline", Wrong.PAST, "2028-11-06 10:00:00"),
        ),
        (("deadline = 2028-12-05T23:59:00", ""), Mistake("deadline", Wrong.MISSING)),
        (
            ("deadline = 2028-12-05T23:59:00", 'deadline = "snart"'),
            Mistake("deadline", Wrong.WRONG_KIND, "snart", (Shape.MOMENT,)),
        ),
        (
            ("deadline = 2028-12-05T23:59:00", "deadline = 5"),
            Mistake("deadline", Wrong.WRONG_KIND, "5", (Shape.MOMENT,)),
        ),
        (
            ("deadline = 2028-12-05T23:59:00", "deadline = 9999-12-31T23:59:59-23:59"),
            Mistake("deadline", Wrong.WRONG_KIND, "9999-12-31 23:59:59-23:59", (Shape.MOMENT,)),
        ),
        (
            (QUESTION, "feedback = 0001-01-01\n"),
            Mistake("feedback", Wrong.WRONG_KIND, "0001-01-01", (Shape.MOMENT,)),
        ),
        (("deadline =", "deadlin ="), Mistake("deadlin", Wrong.UNKNOWN_KEY, "deadlin", ("deadline",))),
        ((QUESTION, QUESTION + QUESTION), Mistake("question[2].key", Wrong.DOUBLED, "fokus")),
        (('"fokus"', '"øvrigt"'), Mistake("question[1].key", Wrong.DOUBLED, "øvrigt")),
        (('"fokus"', '"f o"'), Mistake("question[1].key", Wrong.BAD_KEY, "f o")),
        (('text = "Hvilket', 'txt = "Hvilket'), Mistake("question[1].text", Wrong.MISSING)),
        ((INVITEE, ""), Mistake("invitee", Wrong.EMPTY)),
        ((INVITEE, INVITEE.replace("[[invitee]]", "[invitee]")), None),
        (
            ('"Post@Havblik.example"', '"havblik.example"'),
            Mistake("invitee[1].address", Wrong.BAD_ADDRESS, "havblik.example"),
        ),
        (
            ('language = "en"', 'language = "sv"'),
            Mistake("invitee[1].language", Wrong.NOT_ONE_OF, "sv", ("da", "en")),
        ),
        (
            ('language = "en"', 'langauge = "en"'),
            Mistake("invitee[1].langauge", Wrong.UNKNOWN_KEY, "langauge", ("language",)),
        ),
        ((QUESTION, 'documents = ["væk.pdf"]\n'), Mistake("documents[1]", Wrong.NO_SUCH_FILE, "væk.pdf")),
        (
            (QUESTION, 'documents = "a.pdf"\n'),
            Mistake("documents", Wrong.WRONG_KIND, "a.pdf", (Shape.TEXTS,)),
        ),
        (
            (QUESTION, 'reminders = ["before", "hver dag"]\n'),
            Mistake("reminders[2]", Wrong.NOT_ONE_OF, "hver dag", ("halfway", "before", "after")),
        ),
        (
            (QUESTION, "opens = 2028-12-06\n"),
            Mistake("opens", Wrong.NOT_BEFORE_DEADLINE, "2028-12-06"),
        ),
        (
            (QUESTION, "feedback = 2028-12-05\n"),
            Mistake("feedback", Wrong.NOT_AFTER_DEADLINE, "2028-12-05"),
        ),
        ((QUESTION, "consent = 3\n"), Mistake("consent", Wrong.WRONG_KIND, "3", (Shape.FLAG_OR_TEXT,))),
    ],
)
def test_a_mistake_is_named_with_its_key_what_is_wrong_and_what_is_allowed(mistakes, change, mistake):
    found = mistakes(WHOLE.replace(*change))

    if mistake is None:
        assert [(one.key, one.wrong) for one in found] == [("invitee", Wrong.WRONG_KIND)]
    else:
        assert mistake in found


@pytest.mark.parametrize("control", ["\\n", "\\r", "\\u0000", "\\u0085", "\\u2028"])
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Fokusområder", "title"),
        ("Havblikfonden", "invitee[1].organisation"),
        ("Bo Lind", "invitee[1].contact"),
    ],
)
def test_a_name_in_a_letters_head_is_one_line(mistakes, name, key, control):
    (found,) = mistakes(f'{WHOLE}contact = "Bo Lind"\n'.replace(name, f"{name}{control}x"))

    assert (found.key, found.wrong) == (key, Wrong.NOT_ONE_LINE)


def test_a_text_has_as_many_lines_as_it_needs(read):
    assert read(WHOLE.replace("jer gerne", "jer\\n\\ngerne")).text == "Vi hører jer\n\ngerne."


def test_every_mistake_is_named_at_once(mistakes):
    found = mistakes(
        """
kind = "lov"
titel = "x"
deadline = 2020-01-01
office = "ingen"
documents = ["væk.pdf"]
[[question]]
key = "a"
text = "A?"
[[question]]
key = "a"
text = ""
"""
    )

    assert {(one.key, one.wrong) for one in found} == {
        ("key", Wrong.MISSING),
        ("kind", Wrong.NOT_ONE_OF),
        ("titel", Wrong.UNKNOWN_KEY),
        ("title", Wrong.MISSING),
        ("text", Wrong.MISSING),
        ("deadline", Wrong.PAST),
        ("office", Wrong.NOT_ONE_OF),
        ("documents[1]", Wrong.NO_SUCH_FILE),
        ("question[2].key", Wrong.DOUBLED),
        ("question[2].text", Wrong.EMPTY),
        ("invitee", Wrong.EMPTY),
    }
    assert len(found) == 11


def test_a_very_long_value_is_shown_in_part(mistakes):
    (found,) = mistakes(WHOLE.replace('kind = "uip"', f'kind = "{"x" * 500}"'))

    assert found.given == "x" * 60 + "…"


def test_what_is_no_toml_is_named_with_its_place(mistakes):
    (found,) = mistakes("key = \n")

    assert found.wrong is Wrong.NOT_TOML
    assert "line 1" in found.given


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path):
    (tmp_path / "billede.toml").write_bytes(b"\x89PNG\xff")
    for name in ("ingen.toml", "billede.toml"):
        with pytest.raises(RoundFileError) as refused:
            read_round(tmp_path / name, SETTING)

        assert refused.value.mistakes == (Mistake("", Wrong.UNREADABLE, name),)


def test_a_file_saved_with_a_mark_at_its_start_is_read(read):
    assert read("\ufeff" + WHOLE).key == "uip-2029"
