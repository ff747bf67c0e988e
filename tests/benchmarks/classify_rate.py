"""How many texts a second the whole pipeline reads, beside its bare tokenizer and linear scoring.

    python tests/benchmarks/classify_rate.py [MODEL]

Texts of 120 words are cut from the corpus. Everything runs in turns in one process on one
core, so that what is compared has met the same machine; of each, the fastest round counts.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core, before numpy is there

import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from nlp import corpus, model, parts
from nlp.components import features, initiative, reading
from nlp.message import joined

WORDS, TEXTS, ROUNDS = 120, 400, 9
_SEED = 1


def texts() -> list[str]:
    """Cut mails of 120 words from the shipped corpus, its lines kept."""
    messages = corpus.read([corpus.SHIPPED])
    random.Random(_SEED).shuffle(messages)
    words = " ".join(message.body.replace("\n", " \n ") for message in messages).split(" ")
    return [" ".join(words[n : n + WORDS]) for n in range(0, WORDS * TEXTS, WORDS)]


def rate(work: Callable[[str], Any], mails: Sequence[str]) -> float:
    """Return how many of `mails` a second `work` does; of its own time, not that of what else is running."""
    start = time.process_time()
    for mail in mails:
        work(mail)
    return len(mails) / (time.process_time() - start)


def main() -> None:
    """Print the rates, their ratio, and what the model costs in memory and time."""
    before, start = _resident(), time.perf_counter()
    loaded = model.load(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    seconds = time.perf_counter() - start
    pipeline = loaded._pipeline
    number, reader = pipeline.get_pipe("words"), features.of(pipeline)
    scorer = initiative.of(pipeline).scorer.linear

    def bare(mail: str) -> None:
        doc = pipeline.make_doc(joined("", mail))
        doc._.text = mail
        doc._.lines = [parts.Line(parts.Span(0, len(mail)), parts.Part.BODY)]
        scorer.score(reading.of(reader(number(doc))).vector)

    def whole(mail: str) -> None:
        loaded.understand("", mail)

    mails = texts()
    for work in (bare, whole):
        rate(work, mails)  # words are looked up once
    rates = [(rate(bare, mails), rate(whole, mails)) for _ in range(ROUNDS)]
    bare_rate, whole_rate = (max(column) for column in zip(*rates, strict=True))
    click.echo(f"tokenizer and linear scoring  {bare_rate:8.0f} texts/s")
    click.echo(f"whole pipeline                {whole_rate:8.0f} texts/s")
    click.echo(f"ratio                         {whole_rate / bare_rate:8.2f}")
    click.echo(f"imports and load              {seconds:8.2f} s, {_resident() - before:.0f} MB")


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
