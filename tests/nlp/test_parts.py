import pytest

from nlp import parts
from nlp.parts import Part


def cut(text, *, has_subject=False):
    return [
        (line.part, text[line.span.start : line.span.end].strip())
        for line in parts.lines(text, has_subject=has_subject)
    ]


def test_greeting_body_and_signature_are_told_apart():
    text = "Kære kontor\n\nVi vil gerne mødes.\n\nMed venlig hilsen\nBo Friis\nFriis Fond"

    assert [part for part, _ in cut(text)] == [
        Part.GREETING, Part.BODY, Part.SIGNATURE, Part.SIGNATURE, Part.SIGNATURE,
    ]  # fmt: skip


def test_a_greeting_in_front_of_the_matter_is_cut_off():
    assert cut("Hej Mette, kan vi få slides?") == [
        (Part.GREETING, "Hej Mette,"), (Part.BODY, "kan vi få slides?"),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["Den 3. marts skrev Kontoret:", "On 3 March Bo wrote:", "Bo Friis skrev:"])
def test_what_stands_under_an_attribution_is_a_quote(line):
    assert cut(f"Ja tak.\n{line}\nKommer I?")[-1][0] is Part.QUOTE


def test_an_answer_below_marked_quotes_is_the_writers_own():
    text = "Bo skrev:\n> Kommer I?\nJa, vi er tre."

    assert cut(text)[-1] == (Part.BODY, "Ja, vi er tre.")


def test_headers_under_a_forwarding_subject_open_a_forward():
    text = "VS: Trappen\nSe nedenfor.\nFra: Ib\nSendt: i går\nTil: Bo\nVi lukker til jul."

    assert cut(text, has_subject=True)[-1] == (Part.FORWARD, "Vi lukker til jul.")


def test_a_forward_counts_fully_under_a_single_line_and_less_under_a_letter():
    forward = "\n---------- Forwarded message ----------\nVi lukker til jul."
    short, long = "Se her." + forward, "Vi vil gerne noget helt andet. " * 10 + forward

    assert parts.weights(parts.lines(short, has_subject=False), short)[-1] == 1.0
    assert parts.weights(parts.lines(long, has_subject=False), long)[-1] < 1.0


def test_a_bare_name_at_the_end_is_a_signature():
    assert cut("Vi vil gerne mødes.\nKarna Elbek, Vindebyfonden")[-1][0] is Part.SIGNATURE


def test_a_postscript_is_the_writers_own_again():
    assert cut("Tak.\nMvh\nBo\nPS: hvornår er mødet?")[-1][0] is Part.BODY


def test_small_print_under_a_signature_counts_least():
    assert cut("Tak.\nMvh\nBo\nSendt fra min iPhone")[-1][0] is Part.SMALL_PRINT


def test_every_letter_that_is_no_space_lies_in_exactly_one_line():
    text = "Emne\n\nHej Bo, se her.\n> gammelt\nMvh\nIb\n\nFra: A\nTil: B\nx"
    lines = parts.lines(text, has_subject=True)

    assert "".join("".join(text[a.span.start : a.span.end].split()) for a in lines) == "".join(text.split())
