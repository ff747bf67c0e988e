import pytest

from bot.mail.parsing import parse
from bot.rounds.receiving import body_of
from tests.journeys.mails import a_mail

QUOTED = """Den 3. marts 2025 kl. 11.00 skrev Ministeriet <fonde@ministeriet.example>:
> Kære fond
>
> 1. Hvilke målgrupper bør have fokus?
>
> Venlig hilsen
> Ministeriet"""


def body(text):
    return body_of(parse(a_mail(text=text).as_bytes()))


@pytest.mark.parametrize("words", ["Se vedhæftede.", "Hermed vores svar.", "Ja tak."])
def test_a_few_words_above_our_letter_are_read_without_it(words):
    assert body(f"{words}\n\n{QUOTED}") == words


def test_a_letter_above_ours_is_read_without_it():
    answer = "Unge hjemløse uden for de store byer bør have fokus."

    assert body(f"{answer}\n\n{QUOTED}") == answer


def test_answers_between_the_lines_of_our_letter_are_read_with_the_questions():
    inline = QUOTED.replace("fokus?\n", "fokus?\n\nUnge hjemløse uden for de store byer.\n\n")

    assert "> 1. Hvilke målgrupper bør have fokus?\n\nUnge hjemløse" in body(inline)


def test_a_mail_with_nothing_but_our_letter_is_read_as_it_is():
    assert "Kære fond" in body(QUOTED)
