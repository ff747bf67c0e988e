import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.mail import circular
from bot.mail.circular import copy_of
from bot.mail.letters import Wording, wording, words_of

MARK = "\ue000"
SAID = {
    "title": "Ændret afsnit",
    "supplements": "",
    "text": "Vi har ændret et afsnit.",
    "deadline": "senest fredag den 25. april kl. 12.00",
    "own": False,
    "from_name": "Ministeriet",
    "late": False,
    "consent": None,
    "questions": ("Hvad siger I?", "Og hvorfor?"),
    "documents": ("oplæg.pdf",),
}


def a_copy(greeted, subject="Ændret afsnit [uip-1]", language="da", **over) -> Wording:
    return copy_of("round_invitation", language, subject, greeted, **(SAID | over))


def written_alone(greeted, subject="Ændret afsnit [uip-1]", language="da", **over) -> Wording:
    words = words_of("round_invitation", language, greeted=greeted, **(SAID | over))
    return wording(words, language, subject)


@given(st.text(max_size=30), st.sampled_from(["da", "en"]))
@example("Fonden Nordlys", "da")
@example('Fonden <b>"Ø" & Søn</b>', "da")
@example("Fonden\n\n-- \nNordlys", "da")
@example("Fonden\u2028Nordlys", "en")
@example(" Fonden ", "da")
@example(MARK, "da")
@example("{{ title }}", "da")
def test_a_copy_says_to_anybody_what_it_would_say_if_it_were_written_alone(greeted, language):
    assert a_copy(greeted, language=language) == written_alone(greeted, language=language)


@pytest.mark.parametrize(
    "said",
    [
        {"text": f"Her {MARK} står mærket"},
        {"questions": ("Hvad?", f"Og {MARK}?")},
        {"subject": f"Ændret {MARK} [uip-1]"},
    ],
)
def test_a_text_that_has_the_mark_in_it_keeps_it(said):
    assert a_copy("Fonden Nordlys", **said) == written_alone("Fonden Nordlys", **said)


def test_two_parties_are_each_greeted_by_their_own_name_only():
    first, second = a_copy("Fonden Nordlys"), a_copy("Fonden Solstråle")

    assert first.text.startswith("Kære Fonden Nordlys\n")
    assert "Kære Fonden Solstråle<" in second.html
    assert "Nordlys" not in second.text + second.html


def test_a_round_that_says_something_else_meanwhile_is_written_out_anew():
    before, after = a_copy("Fonden Nordlys"), a_copy("Fonden Nordlys", deadline="senest i morgen")

    assert "senest i morgen" not in before.text
    assert "senest i morgen" in after.text
    assert "senest i morgen" in after.html


def test_the_words_are_written_out_once_for_all_who_are_written_alike():
    circular._written_once.cache_clear()
    for number in range(20):
        a_copy(f"Fonden {number}")

    assert circular._written_once.cache_info().misses == 1
