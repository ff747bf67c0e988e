"""The same words from several are one point, and a point says when it has changed."""

from dataclasses import replace

from consultation.rounds.note.content import Remark
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.points import needs_review
from consultation.rounds.words import Stance, Verdict
from tests.notes.sample import MASKS, an_answer, the_note


def a_note(*letters, remarks=(), **over):
    answers = [
        an_answer(number, f"Fond {number}", letter, [(letter, stance, over)])
        for number, (letter, stance) in enumerate(letters, 1)
    ]
    return replace(the_note(), answers=tuple(answers), supplements=(), remarks=tuple(remarks))


def the_points(*letters, remarks=(), **over):
    return work_out(a_note(*letters, remarks=remarks, **over), MASKS).points


def test_copies_of_the_same_words_are_one_point_with_all_who_say_it():
    (point,) = the_points(("Hør kommunerne!", Stance.PROPOSAL), ("hør  kommunerne", Stance.PROPOSAL))
    assert point.key == "1-1"
    assert [voice.party for voice in point.wordings[0].voices] == ["Fond 1", "Fond 2"]


def test_the_same_words_for_and_against_are_two_points():
    assert len(the_points(("Ja", Stance.SUPPORT), ("Ja", Stance.CRITICISM))) == 2


def test_what_people_have_put_together_is_one_point_with_each_wording():
    (point,) = the_points(("Hør os", Stance.PROPOSAL), ("Spørg os", Stance.PROPOSAL), point="brugere")
    assert point.key == "brugere"
    assert [wording.text for wording in point.wordings] == ["Hør os", "Spørg os"]


def test_one_more_voice_leaves_a_points_edition_and_other_words_change_it():
    (one,) = the_points(("Hør os", Stance.PROPOSAL))
    (two,) = the_points(("Hør os", Stance.PROPOSAL), ("Hør os.", Stance.PROPOSAL))
    (other,) = the_points(("Hør dem", Stance.PROPOSAL))
    assert one.edition == two.edition != other.edition


def test_a_remark_on_an_earlier_edition_needs_review_until_somebody_says_it_holds():
    (point,) = the_points(("Hør os", Stance.PROPOSAL))
    letters = [("Hør os", Stance.PROPOSAL)]

    def reviewed(**values):
        (found,) = the_points(*letters, remarks=[Remark("1-1", **values)])
        return not needs_review(found)

    assert reviewed(comment="Enig", edition=point.edition)
    assert reviewed(comment="Enig")  # written where no edition is known
    assert not reviewed(comment="Enig", edition="00000000")
    assert not reviewed(verdict=Verdict.MET, edition="00000000")
    assert not reviewed(comment="Enig", edition=point.edition, stale=True)
    assert reviewed(edition="00000000")  # nothing was written


def test_the_points_of_a_supplement_are_named_by_its_round():
    draft = work_out(replace(the_note(), remarks=(Remark("uip-2026-b/1-1", Verdict.NOTED),)), MASKS)
    (point,) = draft.supplements[0].points
    assert (point.key, point.remark.verdict) == ("uip-2026-b/1-1", Verdict.NOTED)
    assert draft.orphans == ()
