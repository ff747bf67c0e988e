import json

import pytest

from nlp import corpus, taxonomy
from nlp.errors import CorpusLineInvalid, LabelUnknown
from nlp.message import Message


def written(tmp_path, *lines):
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_line_that_is_no_json_is_named_by_file_and_line(tmp_path):
    path = written(tmp_path, '{"body": "a", "initiative": "rct"}', "", "rubbish")

    with pytest.raises(CorpusLineInvalid) as caught:
        corpus.read([path])

    assert (caught.value.path, caught.value.line) == (path, 3)


@pytest.mark.parametrize(
    "line",
    ["[]", "{}", '{"body": 1, "initiative": "rct"}', '{"body": "a", "initiative": "rct", "topics": "x"}'],
)
def test_a_line_that_is_no_message_is_refused(tmp_path, line):
    with pytest.raises(CorpusLineInvalid):
        corpus.read([written(tmp_path, line)])


@pytest.mark.parametrize(
    ("field", "value"), [("initiative", "nonsense"), ("topics", ["nonsense"]), ("form", "nonsense")]
)
def test_a_label_that_the_taxonomy_lacks_is_refused(tmp_path, field, value):
    line = json.dumps({"body": "a", "initiative": "rct"} | {field: value})

    with pytest.raises(LabelUnknown) as caught:
        corpus.read([written(tmp_path, line)], taxonomy.load())

    assert (caught.value.field, caught.value.label) == (field, "nonsense")


def test_without_a_taxonomy_any_label_will_do(tmp_path):
    (message,) = corpus.read([written(tmp_path, '{"body": "a", "initiative": "anything"}')])

    assert message.initiative == "anything"


def test_a_folder_gives_all_its_files(tmp_path):
    written(tmp_path, '{"body": "a", "initiative": "rct"}')

    assert [message.source for message in corpus.read([tmp_path])] == ["some"]


def test_messages_with_the_same_wording_are_near_duplicates():
    text = "Vi vil gerne høre om I kan hjælpe os med at finde tre kommuner til et forsøg"
    messages = [Message(text + " i år", "rct"), Message("Noget helt andet om kaffe og kage", "none")]
    messages.append(Message(text + " næste år", "rct"))

    assert corpus.near_duplicates(messages) == [(0, 2)]
    assert corpus.groups(messages) == [0, 1, 0]


def test_the_shipped_corpus_is_clean():
    messages = corpus.read([corpus.SHIPPED], taxonomy.load())

    assert corpus.near_duplicates(messages) == []
    assert len({message.id for message in messages}) == len(messages)
    assert not [message.id for message in messages if message.initiative == "none" and message.topics]
