from storage.alphabet import alphabetical


def test_names_are_sorted_as_danes_sort_them():
    names = ["Aarhus", "Østfonden", "Ærø", "Zebra", "Ådal", "danske fonde", "Anker"]
    assert sorted(names, key=alphabetical) == [
        "Anker",
        "danske fonde",
        "Zebra",
        "Ærø",
        "Østfonden",
        "Ådal",
        "Aarhus",
    ]
