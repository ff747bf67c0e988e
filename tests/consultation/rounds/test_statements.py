import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.rounds import statements
from consultation.rounds.words import Passage, Stance, Text
from nlp.understanding import Understanding

ANSWERS = tomllib.loads((Path(__file__).parent / "data" / "statements.toml").read_text("utf-8"))["answer"]


class Understands:
    """Finds homeless people where they are named, and evaluation as the topic of what shows something."""

    def understand_many(self, messages):
        return [
            Understanding(
                "da",
                "uip",
                1.0,
                accepted=True,
                scores={},
                topics=("evaluering",) if "viser" in body else (),
                target_groups=("hjemloese",) if "hjemløse" in body.lower() else (),
            )
            for _, body in messages
        ]


def whole(text):
    return statements.cut([Text("", text)], {"q": [Passage("", 0, len(text))]}, Understands())


def said(text, passages):
    return [text[one.start : one.end].strip() for one in passages]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer["id"])
def test_an_answer_is_cut_into_what_it_says(answer):
    text = answer["text"]
    found = whole(text)
    passages = said(text, (one.passage for one in found.statements))

    assert [one.stance for one in found.statements] == [stance for _, stance in answer["statements"]]
    for passage, (begins, _) in zip(passages, answer["statements"], strict=True):
        assert passage.startswith(begins)


@pytest.mark.parametrize(
    "answer", [one for one in ANSWERS if "frame" in one], ids=lambda answer: answer["id"]
)
def test_greeting_thanks_and_signature_are_frame(answer):
    frame = said(answer["text"], whole(answer["text"]).frame)

    assert len(frame) == len(answer["frame"])
    assert all(one.startswith(begins) for one, begins in zip(frame, answer["frame"], strict=True))


@pytest.mark.parametrize(
    ("text", "stance", "sure"),
    [
        ("Vi støtter forslaget.", Stance.SUPPORT, True),
        ("Vi støtter ikke forslaget.", Stance.CRITICISM, True),
        ("Vi støtter derfor ikke den foreslåede model.", Stance.CRITICISM, True),
        ("Vi støtter ikke uden videre forslaget.", Stance.CRITICISM, True),
        ("Vi støtter forslaget, som ikke går for vidt.", Stance.SUPPORT, True),
        ("Vi er ikke uden betænkeligheder.", Stance.CRITICISM, True),
        ("Vi har ingen indvendinger.", Stance.SUPPORT, False),
        ("Vi støtter linjen og foreslår samtidig en ordning.", Stance.PROPOSAL, False),
        ("Fonden støtter udsatte familier.", Stance.INFORMATION, True),
        ("Fonden kan støtte lokale klubber med op til 100.000 kr.", Stance.SUPPORT, False),
        ("Vi kan ikke støtte den foreslåede model.", Stance.CRITICISM, True),
        ("The grant could be improved by adding a year.", Stance.PROPOSAL, True),
        ("We do not support the proposal.", Stance.CRITICISM, True),
        ("Our answer concerns part two.", Stance.INFORMATION, False),
        ("41 ud af 60 er i arbejde.", Stance.EVIDENCE, False),
        ("Vores evaluering viser, at 41 er i arbejde.", Stance.EVIDENCE, True),
        ("Hvem betaler?", Stance.QUESTION, True),
        ("Er vi enige om, at det er urimeligt?", Stance.QUESTION, False),
        ("Kommunen ligger ved havet.", Stance.INFORMATION, False),
    ],
)
def test_a_stance_is_read_from_its_words(text, stance, sure):
    assert statements.stance(text) == (stance, sure)


def test_a_sentence_that_says_two_things_is_two_statements_and_else_one():
    assert len(whole("Vi støtter forslaget, men vi er bekymrede for fristen.").statements) == 2
    assert len(whole("Vi støtter forslaget, men også forslag 2 har vores fulde støtte.").statements) == 1


def test_topics_and_groups_are_those_of_the_statement_alone():
    first, second = whole("Vores måling viser fremgang. De hjemløse er glade.").statements

    assert (first.topics, first.target_groups) == (("evaluering",), ())
    assert (second.topics, second.target_groups) == ((), ("hjemloese",))


def test_nothing_is_confirmed_by_anybody():
    assert {one.confirmed_by for one in whole("Vi støtter forslaget. Tak.").statements} == {None}


def test_statements_know_their_question_and_their_text():
    texts = [Text("", "Se bilag."), Text("svar.pdf", "Indledning. Vi er imod.")]
    found = statements.cut(
        texts, {"a": [Passage("svar.pdf", 12, 23)], "b": [Passage("", 0, 9)]}, Understands()
    )

    assert [(one.question, one.passage) for one in found.statements] == [
        ("a", Passage("svar.pdf", 12, 23)),
        ("b", Passage("", 0, 9)),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Vi er imod forslaget",
        "Hilsen fra os, der er bekymrede for fristen",
        "Huset ligger ud til en meget stille vej.",
    ],
)
def test_what_is_said_in_the_place_of_a_signature_is_not_lost(said):
    text = f"Kære ministerium\n\nTak\n{said}"

    assert any(said in text[one.passage.start : one.passage.end] for one in whole(text).statements)


def test_a_line_without_words_says_nothing():
    found = whole("Vi er imod.\n\n* * *\n\nVi er for.")

    assert (len(found.statements), found.frame) == (2, (Passage("", 13, 20),))


FRAGMENTS = st.sampled_from(
    [
        *'abÆ.?!:;,\n\t\r\x0b\u2028- 1)("',
        *(
            "\n\n",
            "Kære alle,",
            "Venlig hilsen\n",
            "\n- ",
            "\n2. ",
            "men vi er imod",
            "Vi støtter forslaget",
            "jf. ",
            " > citat\n",
        ),
        *("Tak for muligheden.", "Sendt fra min telefon", "😀", "\ud83d", "İ", "Den 3. maj skrev Bo:\n"),
    ]
)


@given(st.lists(FRAGMENTS, max_size=40).map("".join), st.data())
def test_every_character_of_the_passages_is_in_one_statement_or_in_the_frame(text, data):
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    passages = {"a": [Passage("", ends[0], ends[1])], "b": [Passage("", ends[2], ends[3])]}

    found = statements.cut([Text("", text)], passages, Understands())

    taken = [one.passage for one in found.statements] + list(found.frame)
    characters = sorted(place for one in taken for place in range(one.start, one.end))
    assert characters == [*range(ends[0], ends[1]), *range(ends[2], ends[3])]
    assert all(one.start < one.end for one in taken)


@given(st.text())
def test_any_text_can_be_cut(text):
    found = whole(text)
    taken = [one.passage for one in found.statements] + list(found.frame)

    assert sum(one.end - one.start for one in taken) == len(text)


@pytest.mark.parametrize(
    "text", [" " * 50_000 + "x", "Vi er enige i det " * 3_000, "a,\n" * 20_000, "støtter" * 5_000]
)
def test_a_text_made_to_be_slow_is_not(text):
    begun = time.perf_counter()

    whole(text)

    assert time.perf_counter() - begun < 10
