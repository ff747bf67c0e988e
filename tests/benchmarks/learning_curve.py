"""Whether more messages would help: accuracy on writers left out, against how many were learnt from.

    python -m tests.benchmarks.learning_curve [PICTURE.png]

Beside it, on the same messages, a plain text classifier: TF-IDF of words and letters, LinearSVC. Takes some
minutes, so `make bench` leaves it out.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from nlp import corpus, linear, model, taxonomy, training
from nlp.components import features
from nlp.message import Message

SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)
SEED = 1

Places = NDArray[np.int64]
Judge = Callable[[Places, Places], Sequence[str]]
"""Learns from the messages at some places and says what those at others are about."""


def baseline(messages: Sequence[Message]) -> Judge:
    """Judge by what one would try first."""
    texts = np.array([message.text for message in messages], dtype=object)
    targets = np.array([message.initiative for message in messages])

    def judge(learnt: Places, asked: Places) -> Sequence[str]:
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        classifier = make_pipeline(make_union(words, letters), LinearSVC(random_state=SEED))
        said: list[str] = classifier.fit(texts[learnt], targets[learnt]).predict(texts[asked]).tolist()
        return said

    return judge


def ours(messages: Sequence[Message], folder: Path) -> Judge:
    """Judge by our features, read once, with the vocabulary of the whole corpus."""
    training.train([corpus.SHIPPED], folder, taxonomy.load())
    loaded = model.load(folder)
    vectors = features.of(loaded._pipeline).matrix([loaded._read(m.subject, m.body) for m in messages])
    targets = np.array([message.initiative for message in messages])

    def judge(learnt: Places, asked: Places) -> Sequence[str]:
        scorer = linear.fit(vectors[learnt], targets[learnt].tolist(), SEED)
        return [scorer.labels[best] for best in scorer.scores(vectors[asked]).argmax(axis=1)]

    return judge


def accuracy(messages: Sequence[Message], judge: Judge, share: float) -> float:
    """Leave out one writer after the other; learn from a share of the others' messages."""
    drawn = np.random.default_rng(SEED).random(len(messages)) < share
    sources = np.array([message.source for message in messages])
    targets = np.array([message.initiative for message in messages])
    right = 0
    for writer in sorted(set(sources)):
        asked = np.flatnonzero(sources == writer)
        said = judge(np.flatnonzero((sources != writer) & drawn), asked)
        right += int((np.array(said) == targets[asked]).sum())
    return right / len(messages)


def draw(path: Path, curves: dict[str, list[float]], sizes: Sequence[int]) -> None:
    """Draw the curves."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only the picture needs it

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    for name, curve in curves.items():
        axes.plot(sizes, curve, marker="o", label=name)
        axes.annotate(f"{curve[-1]:.3f}", (sizes[-1], curve[-1]), xytext=(6, -3), textcoords="offset points")
    axes.set_xlabel("messages learnt from")
    axes.set_ylabel("accuracy on a writer left out")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False, loc="lower right")
    figure.savefig(path, dpi=150)


def main() -> None:
    """Print the curves, and draw them where a file is named."""
    messages = corpus.read([corpus.SHIPPED], taxonomy.load())
    with tempfile.TemporaryDirectory() as folder:
        judges = {"TF-IDF and LinearSVC": baseline(messages), "shipped": ours(messages, Path(folder) / "m")}
    sizes = [round(share * len(messages)) for share in SHARES]
    curves = {name: [accuracy(messages, judge, share) for share in SHARES] for name, judge in judges.items()}
    click.echo("messages".ljust(24) + "".join(f"{size:>8}" for size in sizes))
    for name, curve in curves.items():
        click.echo(name.ljust(24) + "".join(f"{value:8.3f}" for value in curve))
    if len(sys.argv) > 1:
        draw(Path(sys.argv[1]), curves, sizes)


if __name__ == "__main__":
    main()
