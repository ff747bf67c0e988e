"""New words apart from old ones: what is shown. Whole mails of real programs are in tests/mails."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.reply_text import ALMOST_NOTHING, new_words
from tests.replies import LETTER, MARKED, OUTLOOK


def test_a_question_in_the_earlier_mail_brings_nothing_back():
    assert new_words(f"{LETTER}\n\n{OUTLOOK}?").text == LETTER


def test_a_short_answer_is_shown_with_its_signature():
    found = new_words(f"Nej tak.\n\nMvh\nBo Havre, Havrefonden\n\n{OUTLOOK}")

    assert found.text == "Nej tak.\n\nMvh\nBo Havre, Havrefonden"
    assert found.own == "Nej tak."


def test_where_almost_nothing_would_be_left_all_is_shown():
    found = new_words(f"Ja tak.\n\n{OUTLOOK}")

    assert found.text == f"Ja tak.\n\n{OUTLOOK}"
    assert found.own == "Ja tak."
    assert not found.folded


@pytest.mark.parametrize(
    "own", ["", "Med venlig hilsen\nBo Havre, Havrefonden\nTlf. 12 34 56 78", "Sendt fra min iPhone"]
)
def test_a_mail_that_only_hands_another_one_on_is_that_mail(own):
    text = f"{own}\n\n{OUTLOOK}".strip()

    assert new_words(text).text == text


def test_a_forwarders_short_words_are_shown_with_what_they_forward():
    text = f"Kan I hjælpe vores partner med dette?\n\n{OUTLOOK}"

    assert new_words(text, forwarded=True).text == text
    assert new_words(text).text == "Kan I hjælpe vores partner med dette?"


@pytest.mark.parametrize(
    "own", ["Se mine svar nedenfor.", "Svarene står med rødt i mailen.", "Please see below for answers."]
)
def test_words_that_point_at_the_earlier_mail_are_shown_with_it(own):
    assert new_words(f"{own}\n\n{OUTLOOK}").text == f"{own}\n\n{OUTLOOK}"


HUMAN = st.text("abcdefgijæøåABC ,.?!0123456789", min_size=1, max_size=80).map(str.strip).filter(bool)


HUMAN_TEXT = st.lists(HUMAN | st.just(""), min_size=1, max_size=12).map("\n".join)


@given(
    HUMAN_TEXT,
    st.sampled_from(["", "\n\nMvh Bo", f"\n\n{OUTLOOK}", "\n\nAnne skrev:\n> a\n> b", "\n\n-- \nBo"]),
)
def test_no_line_that_a_person_wrote_is_ever_lost(written, ending):
    shown = new_words(f"{written}{ending}").text.split("\n")

    assert [line for line in map(str.strip, written.split("\n")) if line and line not in shown] == []


@given(st.lists(HUMAN, min_size=1, max_size=6))
def test_every_answer_between_marked_lines_is_kept(answers):
    text = "".join(f"> spørgsmål {number}\n> mere\n{answer}\n" for number, answer in enumerate(answers))

    assert set(answers) <= set(new_words(text).text.split("\n"))


@given(st.text() | HUMAN_TEXT)
def test_any_text_is_shown_whole_or_as_a_part_of_itself(text):
    found = new_words(text)

    assert set(found.text.split()) <= set(text.split())
    assert len(found.text) >= ALMOST_NOTHING or not found.folded


@pytest.mark.parametrize(
    "text",
    [
        "On " + "a " * 500_000,
        "\n" * 1_000_000,
        "Fra: a\n" * 100_000,
        "Fra: a\n\n" * 100_000,
        "> " * 500_000,
        "Den 3. maj skrev\n" * 50_000,
        "Mvh\n" * 50_000,
        "fortrolig " * 100_000,
        "_" * 1_000_000,
        "denne mail " * 100_000,
        ("Mvh " * 24 + "\n") * 20_000,
        "--\n" * 19_000,
        "MVH " + "A" * 90 + "?",
        "kh.," * 24 + "?",
        "Mvh " + "A-" * 45 + "?",
    ],
)
def test_hostile_texts_take_no_more_than_moments(text):
    begun = time.process_time()
    new_words(text)

    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "pointer",
    [
        "Se mine kommentarer inde i teksten.",
        "Jeg har svaret direkte i din mail.",
        "Svar følger under hvert spørgsmål.",
        "Besvaret herunder.",
        "Jf. vores bemærkninger længere nede.",
        "Se i mailen.",
        "I have answered in your email.",
        "Answers under each question.",
        "Nedenfor følger vores svar.",
        "Herunder følger vores svar på spørgsmålene.",
        "Jeg har svaret på spørgsmålene nedenfor.",
        "Vores svar på spørgsmål 1. og 2. er indsat under de enkelte spørgsmål.",
        "Svarene er skrevet ind med rød skrift.",
        "Jeg har skrevet svarene i rødt.",
        "Mine kommentarer er markeret med gult.",
        "Vi har skrevet vores bemærkninger ind.",
        "Se venligst svar under dine spørgsmål.",
        "Jeg svarer punkt for punkt, og længere\nnede står alle tal.",
        "Please find our replies to your questions below.",
        "Svarene er markeret med BH.",
        "Se [BH] nedenfor.",
        "My answers are in CAPS.",
        "I've put my comments into your mail.",
        "I answered each of your questions.",
        "Our answers are below each question.",
        "Meine Antworten stehen unten.",
        "Kommentarer indsat.",
        "Jeg svarer i din mail.",
        "Du finder svarene i din egen mail.",
        "Svar med STORE BOGSTAVER.",
        "Jeg har tilføjet svar til dine punkter.",
        "Mine bemærkninger fremgår af teksten.",
        "I have replied in-line.",
        "My responses follow each of your questions.",
        "En af vores partnere har skrevet dette til os:",
        "Hej Anne, tak for din mail.",
        "Dear Anne\n\nThank you for your questions.",
    ],
)
def test_words_that_point_into_the_mail_below_show_it_too(pointer):
    block = "Fra: Dialog <d@m.example>\nSendt: 2. marts 2026 14:03\nTil: Karen\nEmne: Møde"

    assert "Vi kommer tre." in new_words(f"{pointer}\n\n{block}\n\nHvem kommer? Vi kommer tre.").text


def test_words_that_point_into_marked_lines_show_them_too():
    own = "Hej Anne, se mine svar med rødt nedenfor."

    assert new_words(f"{own}\n\n{MARKED}").text == f"{own}\n\n{MARKED}"
    assert new_words(f"{own}\n\n{MARKED}\n\nScannet for virus.").text.startswith(f"{own}\n\n{MARKED}")


@pytest.mark.parametrize(
    "own", ["Hej Anne\nTak for din mail om tallene.", "Kære Anne, tak for dine spørgsmål!"]
)
def test_a_greeting_over_marked_questions_shows_them_for_answers_may_stand_among_them(own):
    assert new_words(f"{own}\n\nMvh Bo\n\n{MARKED}").text == f"{own}\n\nMvh Bo\n\n{MARKED}"


@pytest.mark.parametrize(
    ("own", "marked"),
    [
        ("Hej Anne\n\nTusind tak, det var hurtigt!", MARKED),
        ("Hej Anne\n\nMange tak for svaret.", MARKED),
        ("Hej Anne\n\nTak for invitationen.", MARKED.replace("?", ".")),
        ("Hej Anne\n\nTak for din mail om tallene.", f"{MARKED}\nVi er fire.\n> Anne"),
    ],
)
def test_thanks_alone_are_shown_without_what_they_are_for(own, marked):
    assert MARKED.split("\n")[1] not in new_words(f"{own}\n\n{marked}").text
    assert new_words(f"{own}\n\n{marked}").text.startswith(own)


def test_words_that_point_at_answers_between_marked_lines_are_shown_with_those_alone():
    own = "Hej Anne, se mine svar nedenfor."

    assert new_words(f"{own}\n\n{MARKED}\nVi er fire.\n> Anne").text == f"{own}\n\nVi er fire."


@pytest.mark.parametrize(
    "own",
    [
        "Vi har ansvar for data, herunder dem om børn.",
        "Vi kommer alle tre til mødet på fredag.",
        "Vi sender svar på jeres spørgsmål i morgen.",
        "Vi har tilføjet en ny medarbejder, som svarer jer.",
        "Prisen fremgår af budgettet for næste år.",
    ],
)
def test_words_that_point_nowhere_are_shown_alone(own):
    assert new_words(f"{own}\n\n{OUTLOOK}").text == own
    assert new_words(f"{own}\n\n{MARKED}").text == own
