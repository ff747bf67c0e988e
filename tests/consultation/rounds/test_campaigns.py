import random
import re
import time
import tomllib
from pathlib import Path

import pytest

from consultation.rounds import campaigns

DATA = tomllib.loads((Path(__file__).parent / "data" / "campaigns.toml").read_text("utf-8"))
LETTERS = {letter["id"]: letter["text"] for letter in DATA["letter"]}
COPIES = {name: {one["id"] for one in DATA["letter"] if one["campaign"] == name} for name in ("a", "b")}


@pytest.fixture(scope="module")
def found():
    return campaigns.find(LETTERS, DATA["known"])


def words(text):
    return " ".join(re.findall(r"\w+", text))


def member(found, letter):
    return next((one, whole) for whole in found for one in whole.members if one.letter == letter)


def said(spans, letter):
    return [LETTERS[letter][span.start : span.end] for span in spans]


def test_both_campaigns_are_found_whole_and_no_look_alike_is_taken_for_a_copy(found):
    assert [{one.letter for one in whole.members} for whole in found] == [COPIES["a"], COPIES["b"]]


def test_a_campaign_is_represented_by_one_of_its_plain_copies(found):
    assert [whole.representative for whole in found] == [1, 11]


@pytest.mark.parametrize("letter", [one for one in DATA["letter"] if "own" in one], ids=lambda one: one["id"])
def test_what_a_copy_adds_comes_first(found, letter):
    own = said(member(found, letter["id"])[0].own, letter["id"])

    assert words(own[0]) == words(letter["own"][0])


@pytest.mark.parametrize(
    "letter", [one for one in DATA["letter"] if "left_out" in one], ids=lambda one: one["id"]
)
def test_what_a_copy_leaves_out_is_shown_in_the_representative(found, letter):
    one, whole = member(found, letter["id"])

    assert words(letter["left_out"][0]) in map(words, said(one.left_out, whole.representative))


def test_the_copy_with_a_new_paragraph_is_the_first_of_its_campaign(found):
    assert [whole.members[0].letter for whole in found] == [4, 14]


def test_a_plain_copy_differs_by_its_signature_only(found):
    assert said(member(found, 1)[0].own, 1) == ["Kirsten Lund, Broen i Vestby"]


def test_moved_paragraphs_are_nothing_new(found):
    assert len(" ".join(said(member(found, 13)[0].own, 13)).split()) < 8


def test_a_scanners_misreadings_are_hardly_shown(found):
    own = said(member(found, 6)[0].own, 6)

    assert sum(len(passage.split()) for passage in own) <= 10  # of 24 that are misread, and its signature


def test_a_changed_figure_is_no_misreading():
    text = LETTERS[1].replace("25 år", "2025")
    letters = {1: text, 2: text.replace("2025", "2026"), 3: text}

    assert said_of(letters, 2) == ["2026."]


def test_a_denial_weighs_more_than_some_words():
    changed = (
        LETTERS[1]
        .replace("Vi støtter", "Vi støtter ikke")
        .replace("en voksen", "en rar klog rolig tålmodig voksen")
    )

    assert said_of({1: LETTERS[1], 2: changed, 3: LETTERS[1]}, 2) == ["ikke,", "rar klog rolig tålmodig"]


def test_letters_with_one_paragraph_in_common_are_no_copies():
    paragraph = LETTERS[1].split("\n\n")[3]
    letters = {n: f"{LETTERS[n]}\n\n{LETTERS[n + 1]}\n\n{paragraph}" for n in (21, 23)}

    assert not campaigns.find(letters, DATA["known"])


def test_a_turned_word_is_no_misreading():
    letters = {1: LETTERS[11], 2: LETTERS[11].replace("would replace", "could replace"), 3: LETTERS[11]}

    assert said_of(letters, 2) == ["could"]


def test_a_removed_denial_is_shown():
    letters = {1: LETTERS[4], 2: LETTERS[4].replace("ikke møder op", "møder op"), 3: LETTERS[4]}
    (whole,) = campaigns.find(letters)
    (left_out,) = (one.left_out for one in whole.members if one.letter == 2)

    assert ["ikke" in LETTERS[4][span.start : span.end] for span in left_out] == [True]


def said_of(letters, letter):
    (whole,) = campaigns.find(letters)
    (own,) = (one.own for one in whole.members if one.letter == letter)
    return [letters[letter][span.start : span.end] for span in own]


def test_letters_that_quote_the_same_passage_are_copies_only_while_it_is_not_known():
    quote = DATA["known"][3]
    letters = {1: f"{quote}\n\nDet er godt.", 2: f"{quote}\n\nVi er imod det hele."}

    assert campaigns.find(letters)
    assert not campaigns.find(letters, [quote])


def test_a_quoted_question_is_not_a_copys_own():
    question = DATA["known"][0]
    letters = {1: LETTERS[1], 2: f"{question}\n\n{LETTERS[1]}", 3: LETTERS[1]}

    assert said_of(letters, 2) == [question]
    (whole,) = campaigns.find(letters, [question])
    assert [one.own for one in whole.members] == [(), (), ()]


def test_a_letter_with_both_texts_does_not_make_them_one_campaign():
    letters = {n: text for n, text in LETTERS.items() if n in COPIES["a"] | COPIES["b"]}
    letters[99] = LETTERS[1] + "\n\n" + LETTERS[11]

    assert sorted(len(whole.members) for whole in campaigns.find(letters)) == [4, 7]


def test_short_letters_are_alike_without_being_copies():
    short = "Vi støtter forslaget fuldt ud og har intet at tilføje."

    assert campaigns.find(dict.fromkeys(range(9), short)) == []


@pytest.mark.parametrize("letters", [{}, {1: ""}, {1: "ja", 2: "ja"}, {1: "\n\n", 2: "--"}])
def test_without_anything_to_compare_there_is_no_campaign(letters):
    assert campaigns.find(letters) == []


def test_the_order_of_the_letters_does_not_matter(found):
    turned = campaigns.find(dict(reversed(LETTERS.items())), DATA["known"])

    assert [{one.letter for one in whole.members} for whole in turned] == [COPIES["a"], COPIES["b"]]


def test_two_thousand_letters_take_seconds():
    rng = random.Random(1)
    stock = [f"ord{n}" for n in range(4000)]
    letters = {n: " ".join(rng.choices(stock, k=200)) for n in range(1000)}
    letters |= {n: f"{LETTERS[1]}\nKreds {n}" for n in range(1000, 2000)}
    begun = time.perf_counter()

    (whole,) = campaigns.find(letters)

    assert len(whole.members) == 1000
    assert time.perf_counter() - begun < 30  # about 3 s alone on two cores; others may be at work here
