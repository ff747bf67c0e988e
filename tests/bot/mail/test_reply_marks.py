"""Lines with `>`: what an earlier mail's are, what the writer's, and what stands between them."""

import pytest

from bot.mail.reply_text import new_words
from tests.replies import LETTER, MARKED, OUTLOOK


@pytest.mark.parametrize(
    "line",
    ["Bo Havre skrev:", "Citat Bo Havre <bo@havrefonden.example>:", "Quoting Bo <bo@havrefonden.example>:"],
)
def test_marked_lines_are_folded_with_the_line_over_them(line):
    assert new_words(f"{LETTER}\n\n{line}\n> gammelt\n>> ældre\n>").text == LETTER


def test_answers_between_the_lines_are_all_kept():
    text = "On 12/03/2026, Anne wrote:\n> Hvor mange?\nOmkring firs deltagere.\n> Hvornår?\nTil august."

    assert new_words(text).text == "Omkring firs deltagere.\nTil august."


@pytest.mark.parametrize(
    "head",
    [
        "---- Original Message ----\nOn March 12th, 2026 at 9:15 AM, Anne <a@m.example> wrote:\n\n",
        "---- Original Message ----\nFrom: Anne <a@m.example>\nTo: Bo\nSent: 12-03-26 9:15\nSubject: Data\n",
        "---- Original Message ----\nFrom Anne <a@m.example>\nTo Bo\nDate 12-03-2026 09:15\nSubject Data\n",
        "-------- Oprindelig besked --------",
    ],
)
def test_answers_between_the_lines_of_an_announced_mail_are_all_kept(head):
    text = f"{LETTER}\n\n{head}\n> Hvor mange?\nOmkring firs deltagere.\n> Hvornår?\nTil august."

    assert new_words(text).text == f"{LETTER}\n\nOmkring firs deltagere.\nTil august."


def test_a_single_line_after_greater_than_is_the_writers():
    assert "> 65 år" in new_words(f"Målgruppen er\n> 65 år\n{LETTER}").text


@pytest.mark.parametrize("point", ["> 1. Hvor mange?", "> 10.30 kommer I?", "> 2) Hvem?"])
def test_numbered_points_that_are_quoted_are_no_comparisons(point):
    words = new_words(f"{point}\n> {point}\nCirka 140 om året, tror vi.")

    assert words.own == "Cirka 140 om året, tror vi."


def test_marked_lines_of_somebody_named_are_folded_in_a_first_mail_too():
    assert new_words(f"{LETTER}\n\n{MARKED}", answers=False).text == LETTER


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_list_with_arrows_below_a_colon_is_the_writers_own(gap):
    text = f"Vi har tre ønsker, som bestyrelsen har vedtaget:{gap}> mere data\n> længere frist\n\n{LETTER}"

    assert new_words(text).own == text
    assert new_words(f"{text}\n\nMvh Bo\n\n{MARKED}").own == text


@pytest.mark.parametrize(
    "below",
    [
        "> Kære Bo\n>\n> Hvem kommer?",
        "> Den 11. mar. 2026 kl. 13.45 skrev Anne <a@m.example>:\n> Hvem kommer?",
        "> Hvem kommer?\n>> Vi skriver igen.",
        "\n".join(f"> Linje {number}" for number in range(20)),
    ],
)
def test_a_whole_mail_with_arrows_below_a_colon_is_an_earlier_one(below):
    assert new_words(f"{LETTER}\nVi er:\n\n{below}\n\nTre fra os.").own == (
        f"{LETTER}\nVi er:\n\nTre fra os."
    )


@pytest.mark.parametrize(
    "marked", ["> 100.000 kr. til drift", "> 65 år\n> 100 medlemmer", "> mere data\n> længere frist"]
)
def test_marked_lines_of_the_writers_are_kept_above_an_earlier_mail_without_marks_too(marked):
    text = f"{LETTER}\n\nVi foreslår:\n{marked}\n\nResten er til løn."

    assert new_words(f"{text}\n\n{OUTLOOK}").text == text


@pytest.mark.parametrize("below", [OUTLOOK, MARKED])
def test_a_line_that_compares_is_the_writers_above_any_earlier_mail(below):
    text = f"{LETTER}\n\n> 65 år\n\nDet er målgruppen."

    assert new_words(f"{text}\n\n{below}").text == text


def test_lines_that_compare_are_the_writers_own():
    text = (
        "Støtten gives til foreninger med\n> 100.000 kr. i omsætning og\n> 50 medlemmer.\n\nEr det rigtigt?"
    )

    assert new_words(text).own == text
