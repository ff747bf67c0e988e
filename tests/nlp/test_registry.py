import shutil

import pytest

from nlp import model
from nlp.errors import ModelMissing, ModelUnknown, NoModelBefore, RegistryUnreadable
from nlp.registry import Registry, State


@pytest.fixture(autouse=True)
def built(monkeypatch, tmp_path):
    """A built model called "built"; nothing here is loaded."""
    monkeypatch.setattr(model, "BUILT", tmp_path / "built")
    a_model("built")(model.BUILT)
    return model.BUILT


@pytest.fixture
def registry(tmp_path):
    return Registry(tmp_path / "models")


def a_model(version):
    def make(folder):
        folder.mkdir(parents=True)
        (folder / "model.json").write_text(f'{{"version": "{version}"}}', encoding="utf-8")
        (folder / "taxonomy.toml").write_text('[[initiative]]\nkey = "a"', encoding="utf-8")

    return make


@pytest.fixture
def two(registry):
    registry.add(a_model("one"))
    registry.add(a_model("two"))
    return registry


def test_the_built_model_is_in_use_until_another_is(registry, built):
    assert (registry.in_use, registry.shadow, registry.versions()) == (built, None, [])


def test_a_model_is_kept_under_its_version_and_not_used_by_that(registry, built):
    assert registry.add(a_model("one")) == "one"

    assert registry.versions() == ["one"]
    assert registry.in_use == built
    assert (registry.path("one") / "model.json").is_file()


def test_the_same_model_again_is_the_same_model(registry):
    registry.add(a_model("one"))
    registry.add(a_model("one"))

    assert registry.versions() == ["one"]


def test_what_breaks_half_way_leaves_nothing_behind(registry):
    def breaks(folder):
        folder.mkdir()
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        registry.add(breaks)
    with pytest.raises(ModelMissing):
        registry.add(lambda folder: folder.mkdir())

    assert list(registry.folder.iterdir()) == []


def test_each_roll_back_goes_one_model_back_to_the_built_one(two, built):
    two.use("one")
    two.use("two")
    assert two.in_use == two.path("two")

    two.roll_back()
    assert two.in_use == two.path("one")
    two.roll_back()
    assert two.in_use == built
    with pytest.raises(NoModelBefore):
        two.roll_back()


def test_the_built_model_is_used_by_its_version(two, built):
    two.use("one")
    two.use("built")

    assert two.in_use == built
    assert two.state.before == (None, "one")


def test_using_what_is_in_use_is_no_step_to_go_back(two):
    two.use("one")
    two.use("one")

    assert two.state.before == (None,)


def test_what_is_not_kept_can_not_be_used_and_what_is_is_named(two):
    for use in (two.use, two.set_shadow):
        with pytest.raises(ModelUnknown) as refused:
            use("three")
        assert set(refused.value.known) >= {"one", "two"}


def test_without_a_built_model_only_kept_ones_are_known(two, built):
    shutil.rmtree(built)

    with pytest.raises(ModelUnknown) as refused:
        two.use("built")
    assert refused.value.known == ("one", "two")


def test_a_shadow_comes_and_goes_and_leaves_what_is_in_use_alone(two):
    two.use("one")
    two.set_shadow("two")
    assert two.state == State(in_use="one", before=(None,), shadow="two")
    assert two.shadow == two.path("two")

    two.set_shadow(None)
    assert (two.shadow, two.in_use) == (None, two.path("one"))


def test_another_process_sees_the_change_and_no_file_is_left_over(two):
    two.use("two")

    assert Registry(two.folder).in_use == two.path("two")
    assert sorted(path.name for path in two.folder.iterdir()) == ["one", "registry.json", "two"]


@pytest.mark.parametrize("damaged", ["rubbish", "[]", "{}", '{"in_use": null}'])
def test_a_damaged_registry_is_named(two, damaged):
    (two.folder / "registry.json").write_text(damaged, encoding="utf-8")

    with pytest.raises(RegistryUnreadable) as refused:
        _ = two.in_use
    assert refused.value.path == two.folder / "registry.json"
