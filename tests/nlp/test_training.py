import json
import subprocess
import sys

import numpy as np
import pytest
import spacy

from nlp import model, training
from nlp.errors import BaseWithoutVectors, CorpusTooSmall, LabelUnknown
from nlp.message import Message
from nlp.taxonomy import of_labels


def test_the_same_corpus_and_seed_give_the_same_model(messages_file, small_model, tmp_path):
    training.train([messages_file], tmp_path / "again", small_model.taxonomy, seed=1)

    assert model.load(tmp_path / "again").version == small_model.version


def test_without_a_taxonomy_labels_are_those_of_the_corpus(tmp_path):
    rows = [("book a table", "restaurant"), ("what is the weather", "weather"), ("tell me a joke", "oos")]
    lines = [
        json.dumps({"body": f"{text} {n}", "initiative": label}) for n in range(6) for text, label in rows
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report = training.train([tmp_path / "c.jsonl"], tmp_path / "model")
    loaded = model.load(tmp_path / "model")

    assert set(report.labels) == {"restaurant", "weather", "oos"}
    assert loaded.understand("", "what is the weather like").initiative == "weather"
    assert loaded.understand("", "").initiative == "oos"


def test_each_step_is_told_in_the_declared_order(messages_file, tmp_path):
    told = []
    training.train([messages_file], tmp_path / "model", told=told.append)

    assert told == ["convert", "train", "evaluate", "package"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model"]


def test_a_new_model_takes_the_place_of_the_old(messages_file, tmp_path):
    training.train([messages_file], tmp_path / "model")
    (tmp_path / "model" / "left-over").touch()
    training.train([messages_file], tmp_path / "model")

    assert not (tmp_path / "model" / "left-over").exists()


@pytest.mark.parametrize("labels", [[], ["a"] * 3, ["a"] * 30])
def test_too_few_messages_or_labels_are_refused(tmp_path, labels):
    lines = [json.dumps({"body": f"tekst {n}", "initiative": label}) for n, label in enumerate(labels)]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(CorpusTooSmall):
        training.train([tmp_path / "c.jsonl"], tmp_path / "model")

    assert not (tmp_path / "model").exists()


def test_a_label_outside_the_taxonomy_is_refused(messages_file, tmp_path):
    with pytest.raises(LabelUnknown):
        training.train([messages_file], tmp_path / "model", of_labels(["rct"]))


def test_messages_beside_the_corpus_are_learnt_like_those_in_it(messages_file, tmp_path):
    more = [Message(f"vi vil oprette en kvidderbank nummer {n}", "rct", source="more") for n in range(5)]
    training.train([messages_file], tmp_path / "without", seed=1)
    report = training.train([messages_file], tmp_path / "with", seed=1, more=more)
    without, taught = (
        model.load(tmp_path / name).understand("", "en kvidderbank").scores for name in ("without", "with")
    )

    assert report.messages == 41
    assert taught["rct"] > without["rct"]


@pytest.fixture
def vectors(tmp_path):
    """A spaCy pipeline that knows how like words are, though not what they mean."""
    base = spacy.blank("xx")
    for word, values in {"lodtrækning": [1, 0, 0], "møntkast": [1, 0, 0], "faktura": [0, 1, 0]}.items():
        base.vocab.set_vector(word, np.array(values, dtype=np.float32))
    base.to_disk(tmp_path / "base")
    return str(tmp_path / "base")


def test_word_vectors_of_a_base_are_used(messages_file, vectors, tmp_path):
    training.train([messages_file], tmp_path / "model", seed=1, base=vectors)
    loaded = model.load(tmp_path / "model")
    near, far = (loaded.understand("", f"vi vil lave {word} her") for word in ("møntkast", "faktura"))

    assert near.scores["rct"] != far.scores["rct"]
    assert near.scores["rct"] > far.scores["rct"]


def test_a_base_that_lacks_vectors_is_refused(messages_file, tmp_path):
    spacy.blank("xx").to_disk(tmp_path / "blank")

    for base in (str(tmp_path / "blank"), "no_such_pipeline"):
        with pytest.raises(BaseWithoutVectors):
            training.train([messages_file], tmp_path / "model", base=base)


def test_importing_the_package_does_not_import_spacy():
    code = "import sys, nlp.model, nlp.training, nlp.cpr; sys.exit('spacy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
