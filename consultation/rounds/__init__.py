"""Written rounds: a set of questions to named parties, their answers by mail, and the note made of them."""
