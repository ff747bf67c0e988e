"""Text in, understanding out: what a message asks for, of which kind, and how sure that is.

Here live the taxonomy, the rules and models that read a message, their training and their
measuring. Mail formats, Slack and the record live elsewhere and are not known here.
Importing `nlp` is cheap: spaCy is loaded by `nlp.model.load` and `nlp.training.train` only.
"""
