import pytest

from consultation.rounds.answers.belonging import speaks_of
from consultation.rounds.words import Question

QUESTIONS = [
    Question("behov", "Hvilke målgrupper bør have fokus i 2027?"),
    Question("indsatser", "Hvilke indsatser er klar til udbredelse?"),
]
ANSWERING = (
    "Vi har ingen bemærkninger.",
    "Fonden melder pas denne gang, vi ønsker ikke at deltage i høringen.",
    "Tak for jeres brev. Vi mener, at ensomhed blandt ældre er det vigtigste.",
    "1. Unge hjemløse\n2. Mentorordningen",
    "Målgrupper: børn af psykisk syge.",
    "Kan vi få to uger mere til vores svar?",
    "Hvornår får vi at vide, hvad I bruger svarene til?",
    "Our response follows next week.",
    "Please ask Laila Brix instead, laila@brixfonden.example.",
    "Svar på spørgsmål 2: mentorordningen.",
    "UIP: vi peger på gældsrådgivning.",
)
BESIDE = (
    "Vi overvejer et lodtrækningsforsøg af vores mentorordning. Kan vi få et møde med jer om designet?",
    "Kan I hjælpe os med at måle effekten af vores rådgivning? Vi har data fra tre år.",
    "Hej, kommer der et Socialdøgn i år, og hvordan får vi plads til fire?",
    "We would like to join the partnership on loneliness. Whom should we talk to?",
)


def speaks(text, subject=""):
    return speaks_of(subject, text, "uip-2027", "Fokusområder for 2027", QUESTIONS)


@pytest.mark.parametrize("text", ANSWERING)
def test_whoever_answers_speaks_of_the_round(text):
    assert speaks(text)


@pytest.mark.parametrize("text", BESIDE)
def test_what_names_nothing_of_the_round_may_be_another_matter(text):
    assert not speaks(text)


@pytest.mark.parametrize("subject", ["Fokusområder", "Til UIP-2027", "Høring", "Vores svar"])
def test_its_subject_may_say_what_it_is_about(subject):
    assert speaks(BESIDE[0], subject)
