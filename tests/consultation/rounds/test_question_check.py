import pytest

from consultation.rounds.question_check import asks_two_things, suggests_its_answer


@pytest.mark.parametrize(
    "text",
    [
        "Hvad er målet, og hvordan vil I måle det?",
        "Hvilken målgruppe gælder det og hvor mange er der?",
        "Hvad er målet? Hvordan måles det?",
        "Kan I bidrage med penge, og vil I deltage i styregruppen?",
        "Beskriv målgruppen og angiv prisen.",
        "Er forslaget klart og rimeligt?",
        "Mener I, at fristen er lang og rimelig?",
        "What is the aim, and how will it be measured?",
        "Which group is it for and in which municipalities?",
        "Can you contribute, and would you take part?",
        "Please describe the target group and state the cost.",
        "Do you find the proposal clear and fair?",
    ],
)
def test_two_questions_in_one_are_found(text):
    assert asks_two_things(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hvilke børn og unge handler forslaget om?",
        "Hvordan kan kommuner og fonde samarbejde om indsatsen?",
        "Hvilket fokusområde bør programmerne have i 2027?",
        "Hvad ved I om effekten (og hvor kommer det fra)?",
        "Beskriv indsatsens kerneelementer og aktiviteter.",
        "Er der noget, vi har glemt?",
        "Hvilke af jeres egne projekter kan indgå i programmerne?",
        "Which children and young people is it about?",
        "How can municipalities and foundations work together?",
        "Describe the core elements and activities.",
        "What do you know about the effect (and how)?",
        "",
    ],
)
def test_one_question_about_several_things_is_left_in_peace(text):
    assert not asks_two_things(text)


@pytest.mark.parametrize(
    "text",
    [
        "Er I ikke enige i, at forslaget er en forbedring?",
        "Mener I ikke, at kommunerne bør betale?",
        "Bør man ikke hjælpe de unge først?",
        "Hvor vigtigt er det at komme i gang nu?",
        "Hvorfor er det nødvendigt med en ny ordning?",
        "Hvilke fordele er der naturligvis ved forslaget?",
        "Don't you agree that the proposal helps?",
        "Wouldn’t it be better to start now?",
        "Do you not think that it helps?",
        "How important is the new scheme?",
        "Why is it necessary to act now?",
        "What, of course, are the benefits?",
    ],
)
def test_a_question_that_suggests_its_answer_is_found(text):
    assert suggests_its_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Er I enige i forslaget?",
        "Hvad kan I ikke støtte i forslaget?",
        "Hvad bør man ikke ændre?",
        "Hvor mange kommuner vil være med?",
        "Hvorfor er indsatsen i den fase?",
        "Do you agree with the proposal?",
        "What can you not support?",
        "What don't you like about it?",
        "How many municipalities would take part?",
        "Which points are clear?",
    ],
)
def test_an_open_question_is_left_in_peace(text):
    assert not suggests_its_answer(text)
