"""Pages and forms of *Gennemgå udsagn*: what is said of each statement, within Slack's limits."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.slack.cards.rounds import statements as card
from bot.slack.cards.rounds.statements import PAGE, StatementsPage
from consultation.rounds.spoken import Spoken
from consultation.rounds.statements import Statement
from consultation.rounds.words import Passage, Stance
from tests.slack_texts import nasty_texts, texts_in


def a_statement(number=1, text="Fristen er for kort.", **over):
    values = {
        "stance": Stance.CRITICISM,
        "sure": True,
        "topics": ("evaluering",),
        "target_groups": ("aeldre",),
    }
    one = Statement(Passage("", 0, len(text)), **({"question": "behov"} | values | over))
    return Spoken(f"7-{number}", 7, "Fonden Nordlys", one, text)


def a_page(*shown, **over):
    values = {
        "answer": 7,
        "who": "Fonden Nordlys",
        "page": 0,
        "shown": shown or [a_statement()],
        "count": 1,
        "waiting": 1,
        "others": 0,
        "questions": {"behov": "Hvem bør have fokus?"},
    }
    return StatementsPage(**(values | over))


def said(view):
    return "\n".join(texts_in(view["blocks"]))


def pressed(view):
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return {each["action_id"]: each["value"] for row in rows for each in row}


def test_a_statement_shows_its_words_what_is_proposed_and_what_it_answers(words, view_passes):
    view = card.draw(a_page(), words)
    view_passes(view)
    for told in (">Fristen er for kort.", "Kritik", "Evaluering", "Udsatte ældre", "Hvem bør have fokus?"):
        assert told in said(view)
    assert "Foreslået af maskinen" in said(view)


def test_what_waits_is_confirmed_corrected_or_set_aside_and_what_does_not_is_taken_back(words):
    confirmed = a_statement(2, confirmed_by="U1ANNE", times=1)
    aside = a_statement(3, set_aside="om <andet>", times=2)
    view = card.draw(a_page(a_statement(), confirmed, aside, count=3), words)
    assert pressed(view) == {
        "statement.confirm.0": "7:0:0:0",
        "statement.correct.0": "7:0:0:0",
        "statement.set_aside.0": "7:0:0:0",
        "statement.correct.1": "7:0:1:1",
        "statement.take_back.1": "7:0:1:1",
        "statement.correct.2": "7:0:2:2",
        "statement.take_back.2": "7:0:2:2",
    }
    assert "Bekræftet af <@U1ANNE>" in said(view)
    assert "Lagt til side: om &lt;andet&gt;" in said(view)


def test_where_only_a_part_may_be_published_whoever_confirms_is_told(words, view_passes):
    view = card.draw(a_page(in_part=True), words)
    view_passes(view)
    assert "kun en del offentliggjort" in said(view)
    assert "kun en del offentliggjort" not in said(card.draw(a_page(), words))


def test_the_modals_own_button_is_there_while_something_shown_waits(words):
    assert card.draw(a_page(), words)["submit"]["text"] == "Bekræft alle viste"
    assert "submit" not in card.draw(a_page(a_statement(confirmed_by="mette", times=1), waiting=0), words)


@pytest.mark.parametrize(
    ("page", "ways"),
    [(0, {"after"}), (1, {"before", "after"}), (2, {"before"})],
    ids=["first", "middle", "last"],
)
def test_pages_are_turned_both_ways_but_not_beyond_the_ends(words, page, ways):
    view = card.draw(a_page(page=page, count=2 * PAGE + 1), words)
    turning = {name.removeprefix("statement.page.") for name in pressed(view) if ".page." in name}
    assert turning == ways
    assert f"Side {page + 1} af 3" in said(view)


def test_where_something_waits_elsewhere_the_next_answer_is_a_click_away(words):
    view = card.draw(a_page(others=12), words)
    assert pressed(view)["statement.next"] == "7"
    assert "12 udsagn venter i andre svar" in said(view)


def test_what_no_machine_can_read_is_set_aside_by_whoever_has_read_it(words, view_passes):
    scan = Spoken(
        "7/scan.pdf",
        7,
        "Fonden Nordlys",
        replace(a_statement().statement, passage=Passage("scan.pdf", 0, 0)),
        "",
    )
    view = card.draw(a_page(scan), words)
    view_passes(view)
    assert "*scan.pdf* kan ikke læses af maskinen" in said(view)
    assert set(pressed(view)) == {"statement.set_aside.0"}
    assert "submit" not in view


def test_a_cpr_number_is_not_shown(words):
    view = card.draw(a_page(a_statement(text="Min mor (010190-1234) er glad.")), words)
    assert "1234" not in said(view)


def test_the_form_is_filled_in_with_what_the_statement_is_and_leads_back(any_words, view_passes):
    view = card.correct(a_page(), 0, any_words)
    view_passes(view)
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert fields["stance"]["initial_option"]["value"] == "criticism"
    assert [each["value"] for each in fields["topics"]["initial_options"]] == ["evaluering"]
    assert [each["value"] for each in fields["groups"]["initial_options"]] == ["aeldre"]
    assert pressed(view) == {"statement.page.before": "7:0"}


@given(text=nasty_texts)
def test_whatever_was_written_slack_takes_it(any_words, view_passes, text):
    shown = [a_statement(at, text, topics=(text,), target_groups=(text,)) for at in range(PAGE - 1)]
    aside = a_statement(9, text, set_aside=text or "x", times=1)
    page = a_page(*shown, aside, who=text, count=500, page=60, others=9999, questions={"behov": text})
    view_passes(card.draw(page, any_words))
    view_passes(card.correct(page, 0, any_words))
    view_passes(card.set_aside(page, 0, any_words))


def test_what_stands_there_before_and_after_is_taken_too(any_words, view_passes):
    view_passes(card.opening(any_words))
    view_passes(card.nothing_waits(any_words))
