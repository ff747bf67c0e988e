import pytest
from hypothesis import given

from bot.slack.cards.rounds import submission as card
from storage.tables import Party, Round, Submission
from tests.slack_texts import nasty_texts


@pytest.fixture(scope="session")
def drawn(now):
    """Draw the card of an answer."""

    def _drawn(words, text="Unge hjemløse bør komme først.", **over):
        reading = {"until": over.pop("until", None)} | over.pop("reading", {})
        values = {
            "id": 7,
            "kind": "submission",
            "sender": "karen@fondennordlys.example",
            "late": False,
            "contains_cpr": False,
            "undecided": None,
            "set_aside": None,
            "reading": reading,
            "texts": [{"source": "", "text": text}],
            "attachments": [],
        }
        names = {"invited": over.pop("invited", True), "organisation": over.pop("name", "Fonden Nordlys")}
        of = Round(key="uip-2026", title=over.pop("title", "Fokus"), state=over.pop("state", "open"))
        behind = over.pop("behind", {})
        return card.draw(Submission(**(values | over)), Party(**names), of, words, now, behind)

    return _drawn


@pytest.fixture(scope="session")
def kinds():
    """The kinds that a card's menu offers."""

    def _kinds(post):
        (menu,) = [e for e in post.blocks[-1]["elements"] if e["action_id"] == "submission.decide"]
        return [option["value"].split(":")[2] for option in menu["options"]]

    return _kinds


def test_it_says_who_answers_what_and_how_it_was_understood(drawn, words, shown, passes):
    post = drawn(words)

    passes(post)
    assert "*Fonden Nordlys* · høringssvar · Fokus" in shown(post)
    assert "Unge hjemløse bør komme først." in shown(post)


def test_an_address_that_only_looks_like_a_known_one_is_pointed_out_first(drawn, words, shown, passes):
    post = drawn(words, reading={"looks_like": ["fondennordlys.example", "Fonden <!channel>"]})

    passes(post)
    assert "Adressen ligner fondennordlys.example" in str(post.blocks[1])
    assert "<!channel>" not in str(post.blocks[1])


def test_a_colleague_at_an_address_that_is_new_is_pointed_out_first(drawn, words, shown, passes):
    post = drawn(words, reading={"new_address": True})

    passes(post)
    assert "samme domæne som Fonden Nordlys" in str(post.blocks[1])


@pytest.mark.parametrize(("kind", "offered"), [("submission", True), ("no_remarks", False)])
def test_statements_are_gone_through_only_where_there_are_any(drawn, words, kind, offered):
    post = drawn(words, kind=kind, version=1)

    pressed = [each["action_id"] for each in post.blocks[-1]["elements"]]
    assert ("submission.statements" in pressed) == offered


def test_what_is_late_unasked_or_private_is_marked(drawn, words, shown):
    said = shown(drawn(words, late=True, invited=False, contains_cpr=True))

    assert all(mark in said for mark in ("efter fristen", "ikke spurgt", "CPR-nummer"))


def test_a_cpr_number_and_a_private_address_are_not_shown(drawn, words, shown):
    said = shown(drawn(words, text="Min mor, 010203-1234, bor på Elmevej 12, 8000 Aarhus."))

    assert "1234" not in said
    assert "Elmevej" not in said


def test_what_is_not_plain_is_asked_with_the_likeliest_first_and_every_other_kind(drawn, words, shown, kinds):
    post = drawn(words, kind="declined", undecided="refusal_and_more")

    assert "*Læst som: deltager ikke. Er det rigtigt?* Der står mere end det." in shown(post)
    first = post.blocks[-1]["elements"][0]
    assert (first["action_id"], first["value"], first["style"]) == (
        "submission.confirm",
        "7:0:declined",
        "primary",
    )
    assert {"submission", "no_remarks", "question", "delegation"} <= set(kinds(post))
    assert {"declined", "bounce", "auto_reply"}.isdisjoint(kinds(post))


AGAIN = {"at": "2026-03-05T13:00:00+00:00", "to": "post@stillefond.example", "number": 1, "key": "k"}


def test_a_letter_that_is_sent_again_is_not_called_lost_and_says_when_with_a_way_to_stop_it(
    drawn, words, any_words, shown, passes
):
    post = drawn(words, kind="bounce", reading={"again": AGAIN})

    passes(drawn(any_words, kind="bounce", reading={"again": AGAIN}))
    assert "nåede ikke frem, forsøges igen" in shown(post)
    assert "sendes igen torsdag den 5. marts kl. 14.00 (1. gang af 3)" in shown(post)
    assert "submission.not_again" in [each["action_id"] for each in post.blocks[-1]["elements"]]


@pytest.mark.parametrize("outcome", ["sent", "dropped", "stopped", "lost"])
def test_what_became_of_it_is_said_and_can_not_be_stopped_any_more(drawn, any_words, shown, passes, outcome):
    over = AGAIN | {"over": outcome, "over_at": "2026-03-05T13:00:00+00:00", "by": "U1ANNE"}
    post = drawn(any_words, kind="bounce", reading={"again": over})

    passes(post)
    assert "post@stillefond.example" in shown(post)
    assert "submission.not_again" not in [each["action_id"] for each in post.blocks[-1]["elements"]]


def test_a_letter_that_is_late_is_not_called_lost(drawn, words, shown):
    assert "ikke nået frem endnu" in shown(drawn(words, kind="bounce", reading={"is_late": True}))


def test_a_complaint_is_not_called_lost(drawn, words, shown):
    post = drawn(words, kind="bounce", reading={"complaint": True})

    assert "meldt som uønsket, men nåede frem" in shown(post)


def test_several_whom_one_report_names_are_shown_each_with_what_becomes_of_its_letter(drawn, words, shown):
    over = AGAIN | {"to": "anden@stillefond.example", "over": "sent", "over_at": "2026-03-05T13:00:00+00:00"}
    post = drawn(words, kind="bounce", reading={"again": over, "again_others": [AGAIN]})

    assert "anden@stillefond.example blev sendt igen" in shown(post)
    assert "post@stillefond.example kom tilbage og sendes igen" in shown(post)
    assert "submission.not_again" in [each["action_id"] for each in post.blocks[-1]["elements"]]


def test_what_is_decided_says_by_whom_and_can_be_corrected(drawn, words, shown, kinds):
    decided = {"by": "U1ANNE", "at": "2026-03-04T09:00:00+00:00", "times": 2}
    post = drawn(words, reading={"decided": decided})

    assert "Afgjort af <@U1ANNE> onsdag den 4. marts kl. 10.00" in shown(post)
    assert "submission" not in kinds(post)
    assert {e.get("value", "7:2").split(":")[0] for e in post.blocks[-1]["elements"]} == {"7"}


def test_whoever_decided_at_the_command_line_is_named(drawn, words, shown):
    decided = {"by": "helle <h>", "at": "2026-03-04T09:00:00+00:00", "times": 1}

    assert "Afgjort af helle &lt;h&gt;" in shown(drawn(words, reading={"decided": decided}))


def test_what_is_set_aside_says_why_and_can_be_taken_up_again(drawn, words, shown, kinds):
    post = drawn(words, set_aside="sendt ved en <fejl>")

    assert "Lagt til side: sendt ved en &lt;fejl&gt;" in shown(post)
    assert "submission.set_aside" not in {e["action_id"] for e in post.blocks[-1]["elements"]}
    assert "submission" in kinds(post)


@pytest.mark.parametrize(
    ("until", "said"),
    [("2026-03-20", "frist til *fredag den 20. marts 2026*"), (None, "siger ikke hvor længe")],
)
def test_whoever_asks_for_time_gets_it_or_not_by_one_button(drawn, words, shown, passes, until, said):
    post = drawn(words, kind="extension_request", until=until)

    passes(post)
    assert said in shown(post)
    pressed = {e["action_id"]: e for e in post.blocks[-1]["elements"]}
    assert "submission.give_time" in pressed
    assert "får et kort brev" in pressed["submission.no_time"]["confirm"]["text"]["text"]


@pytest.mark.parametrize("over", [{"reading": {"dealt_with": True}}, {"state": "cancelled"}])
def test_nobody_gives_time_twice_or_in_a_round_that_is_over(drawn, words, over):
    post = drawn(words, kind="extension_request", **over)

    assert "submission.give_time" not in {e["action_id"] for e in post.blocks[-1]["elements"]}


@given(text=nasty_texts)
def test_whatever_was_written_slack_takes_it(drawn, any_words, passes, text):
    passes(drawn(any_words, text=text, title=text, name=text, set_aside=text or "x"))
    passes(drawn(any_words, text=text, name=text, undecided=text or "x", kind="extension_request"))


def test_where_slack_refuses_the_text_the_letter_can_still_be_read(any_words, passes):
    post = card.draw_bare(Submission(id=7, kind="declined"), any_words)

    passes(post)
    assert post.blocks[-1]["elements"][0]["action_id"] == "submission.letter"


def test_it_says_which_version_it_answers_where_a_newer_one_has_come(drawn, words, shown, passes):
    post = drawn(words, behind={"oplæg <1>.pdf": 1})

    passes(post)
    assert "Svaret er på version 1 af oplæg &lt;1&gt;.pdf; der er kommet en nyere." in shown(post)


def test_of_many_documents_that_have_a_newer_version_some_are_named(drawn, words, shown, passes):
    post = drawn(words, behind={f"{'lang' * 60}{number}.pdf": number for number in range(1, 40)})

    passes(post)
    assert shown(post).count("er kommet en nyere") == 5


@pytest.mark.parametrize("name", ["Ulla", "Werner", "U"])
def test_a_name_from_the_command_line_is_no_mention_whatever_it_begins_with(name):
    assert card.person(name) == name
    assert card.person("U1ANNE") == "<@U1ANNE>"
