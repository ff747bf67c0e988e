from bot.mail.flowed import unflowed


def test_soft_breaks_are_undone_and_hard_ones_kept():
    assert unflowed("en lang \nlinje\nog en ny") == "en lang linje\nog en ny"


def test_quotes_flow_within_their_depth_only():
    assert unflowed("> en lang \n> linje \n>> dybere\nsvar") == "> en lang linje \n>> dybere\nsvar"


def test_the_signature_delimiter_never_flows():
    assert unflowed("slut \n-- \nBo") == "slut \n-- \nBo"


def test_a_deleted_space_is_not_text():
    assert unflowed("me \nget", delete_space=True) == "meget"


def test_stuffed_spaces_are_taken_away():
    assert unflowed(" From her\n >ikke et citat") == "From her\n>ikke et citat"
