import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from nlp import model, taxonomy
from nlp.components import reading
from nlp.errors import ModelForOtherTaxonomy, ModelMissing, ModelUnreadable

REQUEST = "Vi vil finansiere et lodtrækningsforsøg, hvor halvdelen venter. Vil I være med i en projektgruppe?"


def test_an_understanding_names_the_initiative_and_what_else_was_said(small_model):
    found = small_model.understand(
        "Forsøg", REQUEST + "\nSvar senest den 3. maj.\nMvh\nBo Friis, Friis Fond\nCPR 010203-1234"
    )

    assert found.initiative == "rct"
    assert found.language == "da"
    assert sum(found.scores.values()) == pytest.approx(1)
    assert found.confidence == found.scores["rct"] == found.best(1)[0][1]
    assert found.dates[0].deadline
    assert found.signature.organisation == "Friis Fond"
    assert len(found.cpr_spans) == 1
    assert found.model == small_model.version


def test_no_name_and_no_number_shows_when_an_understanding_is_printed(small_model):
    shown = repr(small_model.understand("", REQUEST + "\nMvh\nBo Friis\n010203-1234"))

    assert "Bo Friis" not in shown
    assert "010203" not in shown


@pytest.mark.parametrize("text", ["", "   \n", "😀😀😀", "?!", "12345"])
def test_a_text_without_words_is_outside_and_never_accepted(small_model, text):
    found = small_model.understand("", text)

    assert (found.initiative, found.accepted, found.topics) == ("none", False, ())
    assert found.confidence < 0.2


@pytest.mark.parametrize("text", ["hej", "RCT", "Wir möchten an einem Versuch mit Losverfahren teilnehmen."])
def test_one_word_or_another_language_is_never_accepted(small_model, text):
    assert not small_model.understand("", text).accepted


def test_a_megabyte_is_read_like_anything_else(small_model):
    found = small_model.understand("Forsøg", (REQUEST + "\n") * 11_000)

    assert found.initiative == "rct"


def test_lone_surrogates_and_null_characters_do_no_harm(small_model):
    assert small_model.understand("\x00", "Vi vil \ud800 gerne\x00 mødes").initiative


def test_many_are_understood_like_each(small_model):
    pairs = [("", REQUEST), ("Faktura", "Vedlagt faktura.")]

    assert small_model.understand_many(pairs) == [small_model.understand(*pair) for pair in pairs]


def test_threads_get_the_same_answers(small_model):
    texts = [f"{REQUEST} {'ord' * n}{n}" for n in range(40)]
    alone = [small_model.understand("", text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: small_model.understand("", text), texts))

    assert together == alone


def test_a_model_from_before_words_were_numbered_says_the_same(small_model, small_model_folder, tmp_path):
    folder = shutil.copytree(small_model_folder, tmp_path / "older")
    config = (folder / "config.cfg").read_text(encoding="utf-8")
    older = config.replace('"words",', "").replace('[components.words]\nfactory = "fondsdialog_words"\n', "")
    (folder / "config.cfg").write_text(older, encoding="utf-8")
    texts = (REQUEST, "Vi sender en faktura for hjemløse.", "Kan I evaluere vores indsats?", "")

    assert "fondsdialog_words" not in older
    assert [model.load(folder).understand("", text) for text in texts] == [
        small_model.understand("", text) for text in texts
    ]


def test_details_are_the_same_whether_scored_along_or_by_themselves(small_model):
    pipeline = small_model._pipeline
    doc = pipeline(pipeline.make_doc(REQUEST))
    along, reading.of(doc).along = reading.of(doc), None
    before = (along.topics, along.kind, along.susi_phase, along.form)
    again = reading.of(pipeline.get_pipe("details")(doc))

    assert before == (again.topics, again.kind, again.susi_phase, again.form)
    assert before[0]


def test_what_was_read_is_there_as_spacys_extension_attributes(small_model):
    doc = small_model._read("Forsøg", REQUEST)

    assert (doc._.language, doc._.initiative, doc._.text) == ("da", "rct", doc.text)


def test_an_explanation_names_the_words_that_decided(small_model):
    why = small_model.explain("", REQUEST)

    assert why.best == "rct"
    assert why.second != "rct"
    assert "lodtrækningsforsøg" in [reason.text for reason in why.for_best]
    assert why.for_best == tuple(sorted(why.for_best, key=lambda r: -r.weight))


def test_an_empty_text_has_no_reasons(small_model):
    assert small_model.explain("", "").for_best == ()


def test_where_there_is_no_model_the_folder_is_named(tmp_path):
    with pytest.raises(ModelMissing) as caught:
        model.load(tmp_path)

    assert caught.value.path == tmp_path


def test_a_broken_model_is_unreadable(small_model_folder, tmp_path):
    folder = shutil.copytree(small_model_folder, tmp_path / "broken")
    (folder / "features.npz").write_bytes(b"rubbish")

    with pytest.raises(ModelUnreadable):
        model.load(folder)


def test_a_model_file_that_is_no_json_is_unreadable(small_model_folder, tmp_path):
    folder = shutil.copytree(small_model_folder, tmp_path / "broken")
    (folder / "model.json").write_text("rubbish", encoding="utf-8")

    with pytest.raises(ModelUnreadable):
        model.load(folder)


def test_a_model_for_another_taxonomy_says_which_labels_each_has(small_model_folder):
    shipped = taxonomy.load()
    other = replace(shipped, initiatives=shipped.initiatives[:3])

    with pytest.raises(ModelForOtherTaxonomy) as caught:
        model.load(small_model_folder, other)

    assert set(caught.value.wanted) < set(caught.value.known)


def test_the_models_own_taxonomy_has_the_names_for_people(small_model):
    assert small_model.taxonomy == taxonomy.load()


def test_a_stored_report_comes_with_the_model(small_model_folder):
    assert json.loads((small_model_folder / "report.json").read_text())["messages"] == 36
