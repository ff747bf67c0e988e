"""The steps of making a model, run in the order that `config/project.yml` declares.

convert  corpus files -> Docs with labels, stored as spaCy's DocBin
train    Docs -> a pipeline as `config/understanding.cfg` describes it
evaluate measures on messages left out while learning
package  everything a model needs, in the output folder

Each step reads what the one before it wrote. Choosing corpora and settings is `nlp.training`.
"""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly  # type: ignore[import-untyped] # comes with spaCy, which reads projects by it
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import load_config, load_model_from_config

from nlp import corpus, evaluation, taxonomy, values
from nlp.components import details, initiative, reading
from nlp.errors import BaseWithoutVectors, CorpusTooSmall
from nlp.evaluation import Answers, Report
from nlp.message import Message
from nlp.taxonomy import Taxonomy

CONFIG = Path(__file__).parent / "config"
FEWEST = 10  # messages; with fewer, no fold has anything to learn from


@dataclass(slots=True)
class Run:
    """One making of a model: what was asked, and what the steps hand on."""

    messages: list[Message]
    taxonomy: Taxonomy
    output: Path
    seed: int = 0
    base: str | None = None
    answers: Answers | None = field(default=None, repr=False)
    report: Report | None = None

    @property
    def work(self) -> Path:
        """The folder for what is only needed between the steps."""
        return self.output.with_name(self.output.name + ".work")


def run_all(run: Run, told: Callable[[str], None] = lambda _: None) -> Report:
    """Run every step of the declared workflow; `told` hears the name of each before it starts."""
    declared = srsly.read_yaml(CONFIG / "project.yml")
    commands = {command["name"]: command for command in declared["commands"]}
    try:
        for name in declared["workflows"]["all"]:
            told(name)
            STEPS[name](run)
            _check_outputs(run, commands[name])
    finally:
        shutil.rmtree(run.work, ignore_errors=True)
    if run.report is None:
        raise RuntimeError("the workflow has no evaluate step")
    return run.report


def convert(run: Run) -> None:
    """Store the messages as labelled Docs in `corpus.spacy`; CorpusTooSmall where they are few."""
    initiatives = {message.initiative for message in run.messages}
    if len(run.messages) < FEWEST or len(initiatives) < 2:  # noqa: PLR2004 - two can be told apart
        raise CorpusTooSmall(len(run.messages), len(initiatives))
    blank = spacy.blank("xx")
    stored = DocBin(store_user_data=True)
    for message, group in zip(run.messages, corpus.groups(run.messages), strict=True):
        doc = blank.make_doc(message.text)
        doc.user_data["subject"] = bool(message.subject.strip())
        doc.user_data["labels"] = labels(message, group)
        stored.add(doc)
    run.work.mkdir(parents=True, exist_ok=True)
    stored.to_disk(run.work / "corpus.spacy")


def labels(message: Message, group: int) -> dict[str, Any]:
    """Return the labels of `message` as plain values, with its writer's file and its group."""
    named = asdict(message)
    wanted = ("initiative", "topics", "kind", "susi_phase", "form", "lang", "source")
    return {**{name: named[name] for name in wanted}, "topics": list(message.topics), "group": group}


def train(run: Run) -> None:
    """Learn the pipeline from the converted corpus and write it to `model`."""
    config = load_config(CONFIG / "understanding.cfg")
    for name in ("language", "initiative", "details"):
        config["components"][name]["seed"] = run.seed
    pipeline = load_model_from_config(config, auto_fill=True)
    if run.base:
        pipeline.vocab.vectors = _vectors(run.base)
    docs = _learn(pipeline, run.work / "corpus.spacy")
    pipeline.to_disk(run.work / "model")
    run.answers = _answers(pipeline, docs)


def evaluate(run: Run) -> None:
    """Measure what was said of messages left out while learning, and write `report.json`."""
    if run.answers is None:
        raise RuntimeError("evaluate comes after train")
    run.report = evaluation.measure(run.messages, run.answers)
    values.write(run.work / "report.json", run.report.stored())


def package(run: Run) -> None:
    """Put the model into the output folder, in the place of an older one."""
    made = run.work / "model"
    (made / "taxonomy.toml").write_text(taxonomy.dumped(run.taxonomy), encoding="utf-8")
    shutil.copy(run.work / "report.json", made / "report.json")
    about = {"version": _digest(made), "messages": len(run.messages), "seed": run.seed}
    values.write(made / "model.json", about)
    if run.output.exists():
        shutil.rmtree(run.output)
    run.output.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, run.output)


STEPS: Mapping[str, Callable[[Run], None]] = {
    "convert": convert,
    "train": train,
    "evaluate": evaluate,
    "package": package,
}


def _learn(pipeline: Language, converted: Path) -> list[Doc]:
    """Let each component learn from Docs that those before it have read; return the Docs."""
    docs = list(DocBin().from_disk(converted).get_docs(pipeline.vocab))
    examples = [Example(doc, doc) for doc in docs]
    for _, component in pipeline.pipeline:
        if hasattr(component, "initialize"):
            component.initialize(lambda: examples, nlp=pipeline)
        for doc in docs:
            component(doc)
    return docs


def _answers(pipeline: Language, docs: list[Doc]) -> Answers:
    """Return what was said of `docs` by models that had not seen them, in their order."""
    decided, detailed = initiative.of(pipeline), details.of(pipeline)
    chances = decided.unseen
    if chances is None:
        raise RuntimeError("nothing has been learnt")
    accepted = chances.max(axis=1) >= decided.calibration.threshold
    return Answers(
        labels=decided.labels,
        chances=chances,
        accepted=accepted,
        topics=detailed.unseen_topics(decided.unseen_best(), accepted.tolist()),
        languages=tuple(reading.of(doc).language for doc in docs),
    )


def _vectors(base: str) -> Any:
    try:
        vectors = spacy.load(base).vocab.vectors
    except OSError as error:
        raise BaseWithoutVectors(base, str(error)) from error
    if not vectors.shape[0]:
        raise BaseWithoutVectors(base, "no vectors")
    return vectors


def _digest(folder: Path) -> str:
    """Name a model by what it is made of: the same corpus, code and seed give the same name."""
    sum_of = hashlib.blake2b(digest_size=6)
    for path in sorted(folder.rglob("*.npz")):
        with np.load(path) as stored:
            for name in sorted(stored):
                sum_of.update(stored[name].tobytes())
    return sum_of.hexdigest()


def _check_outputs(run: Run, command: Mapping[str, Any]) -> None:
    for name in command.get("outputs", ()):
        place = run.output / name.removeprefix("output/")
        made = run.work / name.removeprefix("work/") if name.startswith("work/") else place
        if not made.exists():
            raise RuntimeError(f"the step {command['name']} did not make {name}")
