import tomllib
from pathlib import Path

import pytest

from consultation.rounds import proposals, statements
from consultation.rounds.words import Passage, ProposalType, Question, Stance, SusiPhase, Text
from nlp import gazetteer
from nlp.understanding import Understanding

DATA = tomllib.loads((Path(__file__).parent / "data" / "proposals.toml").read_text("utf-8"))
QUESTIONS = [Question(one["key"], one["text"]) for one in DATA["question"]]


class NamesGroups:
    """Finds the target groups of the shipped gazetteer; nothing else is asked of it."""

    def __init__(self):
        import spacy  # noqa: PLC0415 - takes seconds, and only this needs it

        self.tokens = spacy.blank("da")
        self.groups = gazetteer.read()

    def understand_many(self, messages):
        return [
            Understanding(
                "da",
                "uip",
                1.0,
                accepted=True,
                scores={},
                target_groups=gazetteer.named(self.tokens(body), self.groups),
            )
            for _, body in messages
        ]


@pytest.fixture(scope="module")
def reader():
    return NamesGroups()


@pytest.fixture
def read(reader):
    """Read the proposals of answers by question key."""

    def proposed(questions=QUESTIONS, **answers):
        texts = [Text(key, text) for key, text in answers.items()]
        passages = {key: [Passage(key, 0, len(text))] for key, text in answers.items()}
        return proposals.find(texts, statements.cut(texts, passages, reader).statements, questions)

    return proposed


@pytest.mark.parametrize("answer", DATA["answer"], ids=lambda answer: answer["id"])
def test_proposals_are_read_from_an_answer(read, answer):
    found = read(**answer["answers"])

    assert [one.type for one in found] == [wanted["type"] for wanted in answer["proposals"]]
    for one, wanted in zip(found, answer["proposals"], strict=True):
        text = answer["answers"][one.passage.source][one.passage.start : one.passage.end]
        assert text.strip().startswith(wanted["begins"])
        assert (one.susi_phase or "") == wanted["phase"]
        assert set(one.target_groups) == set(wanted.get("groups", one.target_groups))
        assert set(one.lacks) == set(wanted.get("lacks", one.lacks))
        assert one.sure == wanted.get("sure", one.sure)


def test_an_own_project_told_under_many_questions_is_one_proposal(read):
    (found,) = read(
        fokus="Unge hjemløse.",
        indsats="Vores eget projekt er for unge hjemløse. Vi foreslår, at det udbredes til flere kommuner.",
        fase="Udbredelse.",
    )

    assert (found.type, found.susi_phase) == (ProposalType.OWN_PROJECT, SusiPhase.UDBREDELSE)
    assert {passage.source for passage in found.context} == {"fokus", "indsats", "fase"}


def test_a_second_proposal_has_its_own_context(read):
    first, second = read(
        indsats="Vores eget projekt for hjemløse er klar til udbredelse. Der er en manual.\n\n"
        "Derudover har vi udviklet vores eget projekt for veteraner, som er klar til modning."
    )

    assert (first.susi_phase, second.susi_phase) == (SusiPhase.UDBREDELSE, SusiPhase.MODNING)
    assert "manual" not in first.lacks
    assert (len(first.context), len(second.context)) == (2, 1)


def test_what_has_been_done_is_not_the_phase_asked_for(read):
    (found,) = read(indsats="Vores eget projekt har gennemført modning og er nu klar til afprøvning.")

    assert (found.susi_phase, found.sure) == (SusiPhase.AFPROEVNING, True)


def test_a_denied_phase_is_not_asked_for(read):
    (found,) = read(indsats="Vores eget projekt er ikke længere i modning, men klar til udbredelse.")

    assert (found.susi_phase, found.sure) == (SusiPhase.UDBREDELSE, True)


@pytest.mark.parametrize(
    "answer", ["Vi kan ikke overtage driften.", "We are unable to take over the programme."]
)
def test_what_is_refused_is_not_proposed(read, answer):
    assert not read(bidrag=answer)


def test_items_of_a_list_are_proposals_of_their_own(read):
    found = read(
        indsats="1. Vores eget projekt for hjemløse mænd.\n2. Vores eget projekt for hjemløse kvinder."
    )

    assert len(found) == 2


def test_of_two_phases_the_earlier_one_is_taken_and_is_not_sure(read):
    (found,) = read(indsats="Vores eget projekt skal først til modning og siden til udbredelse.")

    assert (found.susi_phase, found.sure) == (SusiPhase.MODNING, False)


def test_what_the_letter_says_it_has_not_got_is_lacking(read):
    (found,) = read(
        indsats="Vores eget projekt er klar til udbredelse. Vi har en manual, men ingen effektmåling."
    )

    assert "manual" not in found.lacks
    assert "effect" in found.lacks


def test_without_its_question_a_bare_group_is_no_proposal(read):
    assert read(fokus="Børn af indsatte.")
    assert not read((), fokus="Børn af indsatte.")


def test_a_question_puts_nothing_forward(read):
    assert not read(bidrag="Kan vi overtage indsatsen, hvis vi vil overtage driften?")


@pytest.mark.parametrize("phase", SusiPhase)
def test_the_checklist_of_a_phase_is_named_in_both_languages(phase):
    items = proposals.checklist(phase)

    assert len(items) >= 3
    assert all(item.da and item.en and item.da != item.en for item in items)


def test_the_spread_phase_asks_for_effect_manual_municipalities_costs_and_organisation():
    keys = {item.key for item in proposals.checklist(SusiPhase.UDBREDELSE)}

    assert keys == {"target_group", "effect", "manual", "municipalities", "costs", "organisation"}


def test_without_a_phase_the_phase_is_what_is_lacking():
    assert [item.key for item in proposals.checklist(None)] == [proposals.PHASE_UNSAID]


def test_statements_given_by_hand_are_read_as_well():
    text = "Vi vil gerne overtage driften."
    statement = statements.Statement(Passage("", 0, len(text)), "bidrag", Stance.PROPOSAL, sure=True)

    (found,) = proposals.find([Text("", text)], [statement])

    assert found.type is ProposalType.TAKEOVER
