from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.rounds.answers.splitting import split
from consultation.rounds.words import Question, Text

QUESTIONS = [
    Question("a", "Hvilken målgruppe bør programmet have?"),
    Question("b", "Hvad er problemet, og hvor ved I det fra?"),
    Question("c", "What does it cost?"),
]
PIECES = [
    "Kære Louise",
    "> Hvilken målgruppe bør programmet have?",
    "Hvad er problemet, og hvor\nved I det fra?",
    "What does it cost? Two million.",
    "1. unge",
    "2) ensomhed 3) mentor",
    "Ad 2:",
    "Til spm. 1 og 3: det samme",
    "Spørgsmål to",
    "MÅLGRUPPE:",
    "Økonomi: 3 mio. kr.",
    "Vi mener, at målgruppen bør være unge. Det er vigtigt.",
    "I må gerne offentliggøre svaret.",
    "Øvrige bemærkninger",
    "> skrev nogen",
    "I øvrigt tak.",
    "Med venlig hilsen",
    "Fonden Lys",
    "--",
    "İ 𝔘 \u00a0\t",
]
letters = st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=14).flatmap(
    lambda pieces: st.lists(
        st.sampled_from(["\n", "\n\n", " ", "\r\n"]), min_size=len(pieces), max_size=len(pieces)
    ).map(lambda gaps: "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True)))
)


def places(parts):
    lists = [*parts.answers.values(), parts.other, parts.frame]
    return Counter((p.source, at) for passages in lists for p in passages for at in range(p.start, p.end))


@settings(max_examples=200, deadline=None)
@given(letters, letters)
def test_every_character_stands_in_one_list_and_one_only(body, attachment):
    texts = [Text("", body), Text("bilag.docx", attachment)]
    found = places(split(texts, QUESTIONS))
    assert max(found.values(), default=1) == 1
    assert all(
        (text.source, at) in found
        for text in texts
        for at, letter in enumerate(text.text)
        if not letter.isspace()
    )


def test_every_character_of_the_written_answers_stands_in_one_list(answer, texts, questions):
    found = places(split(texts, questions))
    assert set(found.values()) <= {1}
    assert all(
        (text.source, at) in found
        for text in texts
        for at, letter in enumerate(text.text)
        if not letter.isspace()
    )


def test_a_long_letter_is_split_in_little_time(uip):
    paragraph = (
        "Vi mener, at 12. kommuner i 3. fase: Hvad er problemet med 7) målgruppen, spørgsmål 2 og 3?\n"
    )
    split([Text("", paragraph * 2000)], uip)


def test_a_single_question_takes_a_free_letter():
    text = Text("", "Kære alle\n\nVi synes, det er godt.\n\nHilsen Bo")
    assert list(split([text], QUESTIONS[:1]).answers) == ["a"]


def test_numbers_in_keys_are_the_numbers_of_the_questions():
    questions = [Question("q2", "Hvad koster det?"), Question("q5", "Hvem gør det?")]
    parts = split([Text("", "Spørgsmål 5: Vi gør.\nSpørgsmål 2: Intet.")], questions)
    assert {key: len(passages) for key, passages in parts.answers.items()} == {"q2": 1, "q5": 1}
