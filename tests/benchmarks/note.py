"""A consultation note over 2,000 answers with four statements each: processor time for each of its files."""

import random
import time
from dataclasses import replace

from consultation.rounds.note.chapters import body
from consultation.rounds.note.content import Note, Party, Reckoning
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.page import html
from consultation.rounds.note.paper import docx
from consultation.rounds.note.sheet import csv_of
from consultation.rounds.words import Consent, PartyState, Stance
from tests.notes.sample import MASKS, QUESTIONS, TOPICS, an_answer, the_note

_WORDS = ("fond", "indsats", "kommune", "måling", "unge", "viden", "effekt", "projekt", "fase", "bolig")
_ANSWERS, _SENTENCES, _STATEMENTS = 2000, 16, 4


def main() -> None:
    """Write the note, and say how long each file took."""
    begun = time.process_time()
    draft = work_out(_note(random.Random(1)), MASKS)
    chapters = body(draft)
    files = {
        "csv": lambda: csv_of(draft),
        "html": lambda: html(draft, chapters),
        "docx": lambda: docx(draft, chapters),
    }
    for name, write in files.items():
        started = time.process_time()
        size = len(write()) / 1e6
        taken = time.process_time() - started
        print(f"note over {_ANSWERS:,} answers, {name}: {taken:.1f} s of processor, {size:.1f} MB")
    taken = time.process_time() - begun
    print(f"note over {_ANSWERS:,} answers, in all: {taken:.1f} s of processor (wanted: under 60)")


def _note(dice: random.Random) -> Note:
    numbers = range(1, _ANSWERS + 1)
    return replace(
        the_note(),
        parties=tuple(Party(f"Fond {number}", PartyState.ANSWERED) for number in numbers),
        answers=tuple(_answer(number, dice) for number in numbers),
        supplements=(),
        remarks=(),
        reckoning=Reckoning(_ANSWERS, _ANSWERS, 0, 0, 0, _ANSWERS * _STATEMENTS),
    )


def _answer(number, dice):
    sentences = [f"{' '.join(dice.choices(_WORDS, k=18))} {dice.random():.6f}." for _ in range(_SENTENCES)]
    marks = [
        (
            sentence,
            dice.choice(list(Stance)),
            {"topics": (dice.choice(TOPICS).key,), "question": dice.choice(QUESTIONS).key},
        )
        for sentence in sentences[:_STATEMENTS]
    ]
    consent = dice.choice([Consent.PUBLISH, Consent.WITHOUT_PERSONS])
    return an_answer(number, f"Fond {number}", "\n\n".join(sentences), marks, consent=consent)


if __name__ == "__main__":
    main()
