import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from nlp import training

MESSAGES = "tests/nlp/data/messages.jsonl"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "small"
    training.train([Path(MESSAGES)], folder, seed=1)
    return str(folder)


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a command in an empty folder, where no configuration is."""
    messages = Path(MESSAGES).resolve()
    monkeypatch.chdir(tmp_path)

    def running(*words, given=None):
        return CliRunner().invoke(main, [w.replace("MESSAGES", str(messages)) for w in words], input=given)

    return running


def test_classify_says_what_a_text_is_about(run, folder):
    result = run("classify", "--model", folder, "--explain", "Vil I finansiere et lodtrækningsforsøg?")

    assert result.exit_code == 0
    assert "rct" in result.stdout
    assert "lodtrækningsforsøg (+" in result.stdout


def test_classify_reads_the_text_from_standard_input(run, folder):
    assert "rct" in run("classify", "--model", folder, given="et lodtrækningsforsøg").stdout


def test_classify_answers_json_lines_with_json_lines(run, folder):
    given = '{"id": 7, "subject": "Forsøg", "body": "et lodtrækningsforsøg"}\n\n{"id": "b"}\n'
    result = run("classify", "--model", folder, "--jsonl", given=given)
    first, second = map(json.loads, result.stdout.splitlines())

    assert first["id"] == 7
    promised = "id initiative confidence accepted scores topics susi_phase form language target_groups"
    assert set(promised.split()) <= set(first)
    assert sum(first["scores"].values()) == pytest.approx(1, abs=1e-4)
    assert (second["id"], second["initiative"]) == ("b", "none")


def test_json_lines_can_be_explained(run, folder):
    given = '{"body": "et lodtrækningsforsøg"}'
    said = json.loads(run("classify", "--model", folder, "--jsonl", "--explain", given=given).stdout)

    assert "lodtrækningsforsøg" in said["explanation"]["rct"]


@pytest.mark.parametrize("line", ["rubbish", "[1]", '"text"'])
def test_a_line_that_is_no_json_object_is_named(run, folder, line):
    result = run("classify", "--model", folder, "--jsonl", given='{"body": "a b"}\n' + line)

    assert result.exit_code == 1
    assert "line 2" in result.stderr
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize("value", ["7", "0", "true", '["a"]', '{"a": 1}'])
@pytest.mark.parametrize("name", ["subject", "body"])
def test_a_line_whose_words_are_no_text_is_named(run, folder, name, value):
    result = run(
        "classify", "--model", folder, "--jsonl", given=f'{{"body": "a b"}}\n\n{{"{name}": {value}}}'
    )

    assert result.exit_code == 1
    assert f"standard input, line 3: its {name} is no text." in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_words_that_are_left_out_are_none(run, folder):
    given = '{"id": 1, "subject": null, "body": "et lodtrækningsforsøg"}\n{"subject": "Forsøg", "body": null}'
    result = run("classify", "--model", folder, "--jsonl", given=given)

    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, None]


def test_text_and_jsonl_exclude_each_other(run, folder):
    assert run("classify", "--model", folder, "--jsonl", "text").exit_code == 2


def test_a_missing_model_is_one_sentence(run):
    result = run("classify", "--model", "nowhere", "text")

    assert result.exit_code == 1
    assert "no model at nowhere" in result.stderr
    assert "Traceback" not in result.output


@pytest.fixture
def configured_for_others(tmp_path):
    """A config.toml whose model was trained for other labels than its taxonomy has."""
    names = ("rct", "none")
    rows = [
        {"body": f"en besked nummer {n} om {name}", "initiative": name} for n in range(6) for name in names
    ]
    (tmp_path / "few.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    training.train([tmp_path / "few.jsonl"], tmp_path / "few", seed=1)
    office = {"key": "vii", "name": "VII", "channel": "C1", "email": "vii@ministeriet.example"}
    lines = ["[[office]]", "triage = true", *(f'{key} = "{text}"' for key, text in office.items())]
    offices = "\n".join(lines)
    (tmp_path / "config.toml").write_text(f'[nlp]\nmodel = "few"\n{offices}\n', encoding="utf-8")
    return str(tmp_path / "few")


def test_the_model_in_use_must_know_the_configured_taxonomy(run, configured_for_others):
    result = run("classify", "en besked")

    assert result.exit_code == 1
    assert "trained for another taxonomy" in result.stderr


def test_a_model_that_is_named_may_know_any_labels(run, configured_for_others):
    assert run("classify", "--model", configured_for_others, "en besked om rct").exit_code == 0


def test_train_makes_a_model_and_tells_how_good_it_is(run):
    result = run("train", "--corpus", "MESSAGES", "--output", "made")

    assert result.exit_code == 0
    assert "accuracy" in result.stdout
    assert "made" in result.stderr
    assert run("classify", "--model", "made", "hej med jer").exit_code == 0


def test_train_never_overwrites_what_is_no_model(run, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", encoding="utf-8")
    result = run("train", "--corpus", "MESSAGES", "--output", "home")

    assert result.exit_code == 1
    assert (tmp_path / "home" / "letter.txt").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [("rubbish", "line 1"), ('{"body": "a", "initiative": "x"}', "'x'")],
)
def test_a_bad_corpus_is_named_by_file_and_line(run, tmp_path, line, said):
    (tmp_path / "c.jsonl").write_text(line, encoding="utf-8")
    (tmp_path / "t.toml").write_text('[[initiative]]\nkey = "a"', encoding="utf-8")
    result = run("train", "--corpus", "c.jsonl", "--taxonomy", "t.toml", "--output", "made")

    assert result.exit_code == 1
    assert "c.jsonl, line 1" in result.stderr
    assert said in result.stderr


def test_a_corpus_that_is_not_there_is_wrong_usage(run):
    assert run("train", "--corpus", "nowhere.jsonl", "--output", "made").exit_code == 2


def test_evaluate_prints_measures_and_draws(run, folder, tmp_path):
    result = run("evaluate", "--model", folder, "--data", "MESSAGES", "--plots", "plots")

    assert result.exit_code == 0
    assert "macro F1" in result.stdout
    assert len(list((tmp_path / "plots").glob("*.png"))) == 3


def test_evaluate_speaks_json_too(run, folder):
    said = json.loads(run("evaluate", "--model", folder, "--data", "MESSAGES", "--json").stdout)

    assert said["messages"] == 36
    assert 0.9 < said["accuracy"] <= 1


def test_nothing_to_measure_on_is_said(run, folder, tmp_path):
    (tmp_path / "empty.jsonl").touch()
    result = run("evaluate", "--model", folder, "--data", "empty.jsonl")

    assert result.exit_code == 1
    assert "no messages" in result.stderr


@pytest.mark.parametrize("command", ["classify", "train", "evaluate"])
def test_each_command_helps_with_an_example(run, command):
    assert "Example" in run(command, "--help").stdout


def test_a_dash_is_standard_input(run, folder):
    assert "rct" in run("classify", "-", "--model", folder, given="et lodtrækningsforsøg").stdout


@pytest.mark.parametrize("command", [["classify", "Hej"], ["evaluate", "--data", "MESSAGES"]])
def test_a_configuration_that_is_named_must_be_there(run, command):
    result = run(*command, "--config", "nowhere.toml")

    assert result.exit_code == 1
    assert "nowhere.toml does not exist" in result.stderr


@pytest.mark.parametrize(("accept", "accepted"), [("0.5", True), ("1.0", False)])
def test_what_is_accepted_is_as_sure_as_the_configuration_wants_it(
    a_configuration, monkeypatch, accept, accepted
):
    monkeypatch.setenv("FONDSDIALOG_NLP__ACCEPT", accept)
    given = '{"body": "Vi foreslår vores projekt til udbredelse i UIP. Hvad skal vi sende jer?"}'
    arguments = ["classify", "--jsonl", "--config", str(a_configuration)]

    said = json.loads(CliRunner().invoke(main, arguments, input=given).stdout)

    assert (said["initiative"], said["accepted"]) == ("uip", accepted)
    assert said["confidence"] == said["scores"]["uip"]
