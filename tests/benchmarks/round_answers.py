"""How well answers to a round are read: 60 letters written without sight of the rules that read them.

    python -m tests.benchmarks.round_answers

Figures only. What each letter says, by a careful reader: `tests/consultation/rounds/unseen/expected.toml`.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.mail.parsing import parse
from bot.rounds.answer_papers import papers_of
from bot.screening import Facts, screen
from consultation.rounds.answers.reading import ReadAnswer, contract_answers, read
from consultation.rounds.incoming import CONSENT
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.words import AnswerKind, Question, Text
from storage.outcomes import Outcome

LETTERS = Path(__file__).parents[1] / "consultation" / "rounds" / "unseen"
AFTER = datetime(2027, 3, 6, tzinfo=UTC)
OWN = frozenset({"fonde@ministeriet.example"})
KNOWN = {Outcome.BOUNCE: AnswerKind.BOUNCE, Outcome.AUTO_REPLY: AnswerKind.AUTO_REPLY}


def understood(
    raw: bytes, questions: list[Question], *, answered_before: bool
) -> tuple[ReadAnswer, list[Text]]:
    """Read one letter as the service does."""
    mail = parse(raw)
    verdict = screen(mail, Facts(OWN, lambda _: False, None, len(raw), 10**9))
    texts = list(papers_of(mail, raw).texts)
    known = KNOWN.get(verdict.outcome) if verdict else None
    return read(texts, questions, answered_before=answered_before, known=known, now=AFTER), texts


def scores(expected: Mapping[str, Any], answer: ReadAnswer, texts: list[Text]) -> Counter[str]:
    """Count what of one letter was read right, and of how much."""
    placed = {key: _squeezed(text) for key, text in contract_answers(answer, texts).items()}
    snippets = [(key, text) for key, some in expected["answers"].items() for text in some]
    return Counter(
        {
            "letters": 1,
            "kind": answer.kind == expected["kind"],
            "kind or asked": answer.kind == expected["kind"] or not answer.sure,
            "publication": (answer.publish or "") == expected["publish"],
            "CPR": answer.contains_cpr == expected["contains_cpr"],
            "snippets": len(snippets),
            "snippets placed": sum(_squeezed(text) in placed.get(key, "") for key, text in snippets),
        }
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Print the figures."""
    expected = tomllib.loads((LETTERS / "expected.toml").read_text(encoding="utf-8"))
    asked = tomllib.loads((LETTERS / "round.toml").read_text(encoding="utf-8"))["question"]
    questions = [Question(each["key"], each["text"]) for each in asked]
    questions.append(Question(CONSENT, expected["round"]["consent"]))
    answered: set[str] = set()
    total: Counter[str] = Counter()
    for each in expected["message"]:
        raw = (LETTERS / each["file"]).read_bytes()
        answer, texts = understood(raw, questions, answered_before=each["organisation"] in answered)
        total += scores({"answers": {}} | each, answer, texts)
        if answer.kind in ANSWERS:
            answered.add(each["organisation"])
    for name in ("kind", "kind or asked", "publication", "CPR"):
        click.echo(f"{name:<16}{total[name]:>4} of {total['letters']}")
    click.echo(f"{'snippets':<16}{total['snippets placed']:>4} of {total['snippets']}")


if __name__ == "__main__":
    main()
