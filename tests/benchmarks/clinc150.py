"""CLINC150 with the same trainer and settings as the shipped model: labels from the data.

    python tests/benchmarks/clinc150.py data_full.json [--with-validation]

`data_full.json` is that of the public repository clinc/oos-eval (Larson et al., "An Evaluation
Dataset for Intent Classification and Out-of-Scope Prediction", EMNLP 2019). Trained on its
`train` and `oos_train`; with `--with-validation` on `val` and `oos_val` too.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import click

from nlp import corpus, evaluation, model, training


def written(folder: Path, name: str, rows: Iterable[tuple[str, str]]) -> Path:
    """Write (text, label) pairs as a corpus file and return its path."""
    path = folder / f"{name}.jsonl"
    lines = (json.dumps({"body": text, "initiative": label, "lang": "en"}) for text, label in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def main() -> None:
    """Train, measure on the test part, print accuracy in scope and recall out of scope."""
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    parts = ["train", "val"] if "--with-validation" in sys.argv else ["train"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        learnt = [row for part in parts for row in data[part] + data[f"oos_{part}"]]
        start = time.perf_counter()
        training.train([written(folder, "learnt", learnt)], folder / "model")
        seconds = time.perf_counter() - start
        loaded = model.load(folder / "model")
        test = corpus.read([written(folder, "test", data["test"] + data["oos_test"])])
        start = time.perf_counter()
        understood = loaded.understand_many((message.subject, message.body) for message in test)
        rate = len(test) / (time.perf_counter() - start)
        size = sum(path.stat().st_size for path in (folder / "model").rglob("*") if path.is_file())
    report = evaluation.measure(test, evaluation.answers_of(list(understood[0].scores), understood))
    click.echo(f"trained on {' + '.join(parts)} in {seconds:.0f} s, {size / 1e6:.0f} MB")
    click.echo(f"accuracy in scope     {report.in_scope_accuracy:.3f}")
    click.echo(f"recall out of scope   {report.outside_recall:.3f}")
    click.echo(f"texts a second        {rate:.0f}")


if __name__ == "__main__":
    main()
