"""A report of measures as lines that a person reads; the measures themselves are `nlp.evaluation`'s."""

from collections.abc import Iterable, Iterator

from nlp.comparison import Score, Trial
from nlp.evaluation import Report


def table(report: Report) -> Iterator[str]:
    """Yield the lines of `report`: the whole, each label, each slice."""
    yield f"{report.messages} messages"
    yield from (f"  {name:<36}{_share(value)}" for name, value in _whole(report).items() if value is not None)
    yield ""
    yield f"  {'initiative':<24}{'precision':>10}{'recall':>10}{'F1':>10}{'messages':>10}"
    for label, own in report.labels.items():
        yield f"  {label:<24}{own.precision:>10.3f}{own.recall:>10.3f}{own.f1:>10.3f}{own.support:>10}"
    if report.slices:
        yield ""
        yield f"  {'slice':<24}{'accuracy':>10}{'messages':>10}"
    for name, (messages, accuracy) in report.slices.items():
        yield f"  {name:<24}{accuracy:>10.3f}{messages:>10}"


def side_by_side(trials: Iterable[Trial]) -> Iterator[str]:
    """Yield the lines of a comparison: each set of messages, the new model above the one in use."""
    yield f"  {'':<32}{'right':>8}{'best two':>10}{'accepted':>10}{'of these right':>16}"
    for trial in trials:
        yield f"  {trial.name}, {trial.messages} messages"
        yield _counts("the new model", trial.candidate)
        yield _counts("the model in use", trial.in_use)


def _counts(who: str, score: Score) -> str:
    counts = f"{score.right:>8}{score.among_best_two:>10}{score.accepted:>10}{score.accepted_right:>16}"
    return f"    {who:<30}{counts}"


def _whole(report: Report) -> dict[str, float | None]:
    return {
        "accuracy": report.accuracy,
        "macro F1": report.macro_f1,
        "right among the best two": report.top2,
        "accuracy in scope": report.in_scope_accuracy,
        "recall out of scope": report.outside_recall,
        "expected calibration error": report.calibration_error,
        "precision of accepted": report.accepted_precision,
        "share accepted": report.coverage,
        "share acceptable at 95 % precision": report.coverage_at_precision,
        "topics, micro F1": report.topics_micro_f1,
        "language": report.language_accuracy,
    }


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
