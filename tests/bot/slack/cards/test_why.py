from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.cards.why import Reading, Verdict, Why, draw, waiting
from nlp.understanding import Explanation, Reason
from tests.laid_desk import an_understanding
from tests.slack_texts import nasty_texts, texts_in


@pytest.fixture(scope="session")
def a_why(now):
    """Make what the record knows: read by a model an hour ago, and nobody said anything since."""

    def _a_why(**over):
        reading = Reading("vidensalliancer", 0.83, accepted=True, model="m1", at=now - timedelta(hours=1))
        return Why(**({"reference": "FD-2026-00042", "reading": reading, "verdicts": (), "now": now} | over))

    return _a_why


def an_explanation(for_best=(), for_second=(), *, model="m1", second="temamoeder", **over):
    understanding = an_understanding(
        "vidensalliancer", scores={"vidensalliancer": 0.83, "temamoeder": 0.09}, model=model
    )
    values = {"best": "vidensalliancer", "second": second}
    return Explanation(understanding, for_best=for_best, for_second=for_second, **(values | over))


EVALUATION = (Reason("evaluering", 0.8), Reason("måle", 0.5), Reason("effekt", 0.2), Reason("og", 0.19))
MEETING = (Reason("oplæg", 0.2), Reason("evaluering", -0.3))
EXPLAINED = an_explanation(EVALUATION, MEETING)


def lines(view):
    """Everything a modal says, line by line."""
    return "\n".join(texts_in(view)).splitlines()


def test_it_says_what_was_read_how_surely_by_which_model_and_when(a_why, words, view_passes):
    view = draw(a_why(), EXPLAINED, words)

    view_passes(view)
    assert (view["callback_id"], view["title"]["text"]) == ("inquiry.why", "Hvorfor? FD-2026-00042")
    assert "submit" not in view
    assert lines(view)[:2] == [
        "Beskeden blev læst som *Vidensalliancer* (ret sikker, 83 %).",
        "Læst torsdag den 5. marts kl. 09.00 af model m1",
    ]


def test_the_best_two_guesses_come_with_their_words_by_weight(a_why, words):
    assert lines(draw(a_why(), EXPLAINED, words))[2:-1] == [
        "*Bedste bud: Vidensalliancer* (83 %)",
        "Vejede tungest: `evaluering`  `måle`",
        "Vejede også: `effekt`",
        "*Næstbedste bud: Temamøder* (9 %)",
        "Vejede tungest: `oplæg`",
        "Talte imod: `evaluering`",
    ]


def test_it_ends_with_how_to_put_it_right(a_why, words):
    assert (
        "Tryk på *Send videre* på kortet, og vælg det rigtige initiativ"
        in lines(draw(a_why(), EXPLAINED, words))[-1]
    )


def test_a_guess_that_no_word_spoke_for_says_so(a_why, words):
    said = lines(draw(a_why(), an_explanation(EVALUATION, [Reason("og", -0.2)]), words))

    assert said[-3:-1] == ["Ingen bestemte ord trak i den retning.", "Talte imod: `og`"]


def test_where_no_word_could_be_used_there_are_no_guesses(a_why, words):
    said = lines(draw(a_why(), an_explanation(), words))

    assert said[2:-1] == ["Beskeden har ingen ord, som modellen kan gå efter."]


def test_a_model_with_one_guess_tells_one(a_why, words):
    assert "Næstbedste" not in str(draw(a_why(), an_explanation(EVALUATION, second=None), words))


@pytest.mark.parametrize(("share", "shown"), [(0.004, "under 1"), (0.999, "99")])
def test_no_guess_is_called_impossible_or_certain(a_why, words, share, shown):
    understanding = an_understanding("vidensalliancer", scores={"vidensalliancer": share})
    explanation = replace(an_explanation(EVALUATION), understanding=understanding)

    assert f"*Bedste bud: Vidensalliancer* ({shown} %)" in lines(draw(a_why(), explanation, words))


def test_another_model_than_the_one_that_decided_is_named_as_such(a_why, words):
    said = lines(draw(a_why(), replace(EXPLAINED, understanding=an_understanding(model="m2")), words))

    assert "den model, der bruges nu (m2)" in said[2]
    assert "den model, der bruges nu" not in str(draw(a_why(), EXPLAINED, words))


def test_what_people_said_since_is_told_in_order(a_why, words, now, view_passes):
    verdicts = [
        Verdict("U1ANNE", now, "vidensalliancer", "vidensalliancer"),
        Verdict("U2BO", now, "vidensalliancer", "temamoeder"),
    ]

    view = draw(a_why(verdicts=verdicts), EXPLAINED, words)

    view_passes(view)
    assert lines(view)[2:4] == [
        ":white_check_mark: <@U1ANNE> bekræftede det torsdag den 5. marts kl. 10.00.",
        ":pencil2: <@U2BO> rettede det torsdag den 5. marts kl. 10.00 fra *Vidensalliancer* til *Temamøder*.",
    ]


def test_what_no_model_read_says_so_and_shows_what_todays_makes_of_it(a_why, words, now, view_passes):
    chosen = [Verdict("U1ANNE", now, None, "temamoeder")]

    view = draw(a_why(reading=None, verdicts=chosen), EXPLAINED, words)

    view_passes(view)
    said = lines(view)
    assert said[0].startswith("Ingen model læste beskeden")
    assert said[1] == ":pencil2: <@U1ANNE> valgte *Temamøder* torsdag den 5. marts kl. 10.00."
    assert "den model, der bruges nu (m1)" in said[2]


def test_without_an_answer_of_the_model_the_record_still_speaks(a_why, any_words, view_passes):
    view = draw(a_why(), None, any_words)

    view_passes(view)
    said = lines(view)
    assert any_words("why-share", percent=83) in said[0]
    assert said[2] == any_words("why-unavailable")


def test_while_the_model_reads_it_says_so(a_why, any_words, view_passes):
    view = waiting(a_why(), any_words)

    view_passes(view)
    assert view["callback_id"] == "inquiry.why"


@pytest.mark.parametrize("words_of_a_number", [["311299", "1234"], ["cpr:311299", "1234"], ["311299-1234"]])
def test_a_number_is_not_shown_word_by_word_either(a_why, words, words_of_a_number):
    reasons = [Reason(word, 0.5) for word in words_of_a_number]

    said = str(draw(a_why(), an_explanation(reasons, EVALUATION), words))

    assert "311299" not in said
    assert "1234" not in said


def test_what_a_stranger_wrote_cannot_leave_its_place_in_the_list(a_why, words):
    reasons = [Reason("`*<!channel>*`", 0.5), Reason("\u200b", 0.4)]

    assert "Vejede tungest: `'*&lt;!channel&gt;*'`" in lines(draw(a_why(), an_explanation(reasons), words))


@given(
    texts=st.lists(st.tuples(nasty_texts, st.floats(-2, 2)), max_size=30),
    model=nasty_texts,
    people=st.integers(0, 200),
)
def test_whatever_the_words_the_modal_passes(a_why, any_words, now, view_passes, texts, model, people):
    reasons = [Reason(text, weight) for text, weight in texts]
    verdicts = [Verdict("U1ANNE", now, "temamoeder", "old<key>")] * people
    reading = replace(a_why().reading, model=model)
    explanation = an_explanation(reasons, reasons[::-1], model=model[::-1])

    view_passes(draw(a_why(reading=reading, verdicts=verdicts), explanation, any_words))


def test_long_words_and_many_of_them_pass(a_why, words, view_passes):
    reasons = [Reason("&" * 5000, weight / 100) for weight in range(-100, 100)]

    view_passes(draw(a_why(), an_explanation(reasons, reasons), words))
