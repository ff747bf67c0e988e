"""What one message to a round says: its kind, its answers by question, and what may be published.

Plain functions on text. Who is invited, what came before and what follows from an answer is not known here.
"""
