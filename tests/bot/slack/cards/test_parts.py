import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inquiries.answer import Form, Seen
from bot.inquiries.lifecycle import Status
from bot.inquiries.splitting import Asked
from bot.slack.cards import parts, reply
from bot.slack.cards.inquiry import draw
from bot.slack.cards.parts import OfficeAsked, QuestionOf
from storage.parts import Part
from storage.tables import QuestionPart
from tests.slack_texts import nasty_texts, texts_in

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def an_office(**over):
    """A question as the main card shows it."""
    values = {
        "number": 1,
        "reference": "FD-2026-00043",
        "office": "Analyse & Data",
        "question": "Hvad ved I om effekt?",
        "status": Status.NEW,
        "claimed_by": None,
        "answered": False,
    }
    return OfficeAsked(**(values | over))


def of_whole(**over):
    """Whose question a card is."""
    values = {"reference": "FD-2026-00042", "number": 2, "asked_by": "U1ANNE", "letter": "Kære ministerium"}
    return QuestionOf(**(values | over))


@pytest.fixture(scope="session")
def a_part(an_inquiry):
    """Make a question in the record, answered unless told otherwise."""

    def _a_part(number=1, answer="Effekten er god.", question="Hvad ved I om effekt?"):
        asked = QuestionPart(
            inquiry_id=42 + number,
            main_id=42,
            number=number,
            question=question,
            asked_by="U1ANNE",
            asked_at=AT,
            answer=answer,
            answered_by="U2BO" if answer else None,
            answered_at=AT if answer else None,
        )
        there = an_inquiry(
            id=42 + number, reference=f"FD-2026-0004{2 + number}", subject=question, part_of=42
        )
        return Part(asked, there)

    return _a_part


def said(view):
    return "\n".join(texts_in(view))


@pytest.mark.parametrize(
    ("over", "standing"),
    [
        ({}, "ingen har taget det"),
        ({"status": Status.CLAIMED, "claimed_by": "U2BO"}, "<@U2BO> har det"),
        ({"status": Status.ANSWERED, "answered": True}, "besvaret"),
        ({"status": Status.CLOSED}, "lukket uden svar"),
    ],
)
def test_the_main_card_says_how_each_question_stands(a_card, words, shown, passes, over, standing):
    post = draw(a_card(asked=[an_office(**over)]), words)

    passes(post)
    line = "1. *Analyse &amp; Data* (FD-2026-00043): Hvad ved I om effekt?"
    assert f"{line} – " in shown(post)
    assert standing in shown(post)


def test_it_counts_the_answers(a_card, any_words, shown, passes):
    post = draw(a_card(asked=[an_office(answered=True), an_office(number=2)]), any_words)

    passes(post)
    assert any(f"1 {of} 2" in shown(post) for of in ("af", "of"))


def test_a_question_leads_to_the_whole_and_is_answered_to_the_colleague(
    a_card, words, shown, buttons, passes
):
    post = draw(a_card(question_of=of_whole(link="https://x.example/1"), excerpt="Kan vi mødes?"), words)

    passes(post)
    assert "*Spørgsmål 2 i <https://x.example/1|FD-2026-00042>*, stillet af <@U1ANNE>" in shown(post)
    assert ">Kan vi mødes?" in shown(post)
    assert ">Kære ministerium" in shown(post)
    assert buttons(post)["inquiry.reply"] == "Svar kollegaen"
    assert buttons(post)["inquiry.more"] == ["note", "snooze", "close", "original"]


def test_its_answer_stands_on_it_and_can_be_taken_up_again(a_card, words, shown, buttons, passes):
    of = of_whole(answer="Ja, i maj", answered_by="U2BO")
    post = draw(a_card(question_of=of, status=Status.ANSWERED), words)

    passes(post)
    assert "<@U2BO> svarede kollegaen:*\n>Ja, i maj" in shown(post)
    assert buttons(post)["inquiry.more"] == ["note", "reopen", "original"]


def test_one_that_was_taken_back_says_so(a_card, words, shown):
    post = draw(a_card(question_of=of_whole(withdrawn=True), status=Status.CLOSED), words)

    assert "er taget tilbage af <@U1ANNE>" in shown(post)


def test_the_form_asks_for_two_questions_and_takes_five(an_inquiry, any_words, view_passes):
    offices = [(f"o{number}", f"Kontor {number}" * 9) for number in range(100)]

    view = parts.form(an_inquiry(), offices, any_words)

    view_passes(view)
    inputs = {block["block_id"]: block.get("optional", False) for block in view["blocks"][1:]}
    assert inputs == {
        f"{what}_{number}": number > 2 for number in range(1, 6) for what in ("question", "office")
    }


def test_what_is_asked_is_shown_with_a_way_to_take_it_back(an_inquiry, any_words, a_part, view_passes):
    view = parts.overview(an_inquiry(), [(a_part(), an_office())], any_words)

    view_passes(view)
    assert view["blocks"][0]["accessory"]["value"] == "42:43"


def test_with_nothing_left_it_says_what_to_do(an_inquiry, words, view_passes):
    view = parts.overview(an_inquiry(), [], words)

    view_passes(view)
    assert "Der er ingen spørgsmål ude" in said(view)


def test_the_answer_to_a_colleague_has_neither_recipient_nor_subject(
    an_inquiry, any_words, a_part, view_passes
):
    view = parts.answer_form(Asked(a_part(), an_inquiry(), "Halvt"), any_words)

    view_passes(view)
    fields = [block for block in view["blocks"] if block["type"] == "input"]
    assert [field["block_id"] for field in fields] == ["body"]
    assert fields[0]["element"]["initial_value"] == "Halvt"
    assert json.loads(view["private_metadata"]) == {"inquiry": 43, "seen": 0}


def test_an_answer_is_said_beside_the_main_card(a_part, words, shown, passes):
    post = parts.answered(a_part(), "U2BO", "U1ANNE", 1, words)

    passes(post)
    assert "<@U2BO> har besvaret spørgsmål 1 (FD-2026-00043). Ét svar mangler." in post.text
    assert ">Effekten er god." in shown(post)


def test_the_last_one_calls_whoever_waits(a_part, any_words, passes):
    post = parts.answered(a_part(), "U2BO", "U1ANNE", 0, any_words)

    passes(post)
    assert "<@U1ANNE>" in post.text


def a_form(an_inquiry, a_letter, body, *asked):
    return Form(an_inquiry(), "a@fond.example", "Re: x", body, Seen(7), a_letter(), parts=asked)


def test_the_letter_s_form_says_what_is_in_and_what_is_missing(
    an_inquiry, a_letter, a_part, any_words, now, view_passes
):
    form = a_form(an_inquiry, a_letter, "Effekten er god.", a_part(), a_part(2, None, "Hvornår?"))

    view = reply.draw(form, any_words, now)

    view_passes(view)
    assert "2. Hvornår? – " in said(view)
    assert "inquiry.reply.part" not in json.dumps(view)


def test_an_answer_that_is_not_in_the_letter_can_be_put_in(
    an_inquiry, a_letter, a_part, words, now, view_passes
):
    view = reply.draw(a_form(an_inquiry, a_letter, "Kære Karen", a_part()), words, now)

    view_passes(view)
    (pressed,) = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert (pressed["action_id"], pressed["value"]) == ("inquiry.reply.part", "43")


def body_fields(view):
    """What stands in the fields of an answer."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    own = [block["element"] for block in inputs if block["block_id"].partition("-")[0] in reply.BODY]
    return [element["initial_value"] for element in own]


def test_five_long_answers_stand_whole_in_five_fields(an_inquiry, a_letter, words, now, view_passes):
    answers = [f"{number}" * 2990 for number in range(5)]
    form = a_form(an_inquiry, a_letter, "\n\n".join(answers))

    view = reply.draw(form, words, now, put_in=3)

    view_passes(view)
    assert body_fields(view) == answers


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("", [""]), ("a\n\nb", ["a\n\nb"]), ("aaaa\n\nbbb", ["aaaa", "bbb"]), ("abcdefgh", ["abcdef", "gh"])],
)
def test_a_long_answer_is_divided_between_paragraphs(text, pieces):
    assert reply.divided(text, 6) == pieces


@pytest.mark.parametrize("paragraphs", [[1600] * 9, [1, 2998] * 5])
def test_however_long_its_paragraphs_are_all_of_an_answer_stands_in_its_form(
    an_inquiry, a_letter, words, now, view_passes, paragraphs
):
    body = "\n\n".join(f"{number}" * count for number, count in enumerate(paragraphs))[: reply.LONGEST]

    view = reply.draw(a_form(an_inquiry, a_letter, body), words, now)

    view_passes(view)
    assert "\n\n".join(body_fields(view)) == body


@given(paragraphs=st.lists(st.integers(0, 130), max_size=30))
def test_however_an_answer_is_divided_there_are_fields_for_all_of_it(paragraphs):
    """In small: sixty characters to a field, where Slack takes three thousand."""
    longest = reply.LONGEST // 50
    text = "\n\n".join("a" * count for count in paragraphs)[:longest]

    pieces = reply.divided(text, 60)

    assert len(pieces) <= len(reply.BODY)
    assert "".join(pieces).count("a") == text.count("a")


@given(question=nasty_texts, answer=nasty_texts)
def test_whatever_is_asked_and_answered_slack_takes_it(
    a_card, a_part, an_inquiry, a_letter, words, now, passes, view_passes, question, answer
):
    part = a_part(1, answer or "x", question)
    of = of_whole(letter=answer, answer=answer, answered_by="U2BO")
    five = [an_office(question=question) for _ in range(5)]

    passes(draw(a_card(question_of=of, excerpt=question, asked=five), words))
    passes(parts.answered(part, "U2BO", "U1ANNE", 0, words))
    view_passes(parts.answer_form(Asked(part, an_inquiry(), answer), words))
    view_passes(reply.draw(a_form(an_inquiry, a_letter, answer, part), words, now))
    view_passes(parts.overview(an_inquiry(), [(part, five[0])], words))
