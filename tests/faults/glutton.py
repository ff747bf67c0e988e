"""A model that eats memory or time over some messages, for a process of its own (`nlp.model_process`)."""

import time

from nlp import model_process


class Glutton:
    """Stands in for a loaded model: what it understands takes memory or time without end."""

    def understand_many(self, messages):
        """See `nlp.model.Model.understand_many`."""
        if "memory" in str(messages):
            hoarded = [bytearray(64 * 1024 * 1024) for _ in range(1000)]
            return [len(hoarded)]
        if "time" in str(messages):
            time.sleep(60)
        return ["understood"]


def load_a_glutton(*_):
    """Load nothing."""
    return Glutton()


def serve_a_glutton(questions, *_):
    """Serve as a model's process does, with little memory to take."""
    model_process.model.load = load_a_glutton
    model_process.MOST_MEMORY = 256 * 1024 * 1024
    model_process._serve(questions, None, None)
