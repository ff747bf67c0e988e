"""Near-identical letters of one round, grouped, with what is new in each.

What the letters quote of the round's own questions and documents is no sign of kinship. What
becomes of a campaign (counted, reported, shown) is the note's and the cards'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from consultation.rounds import differences
from consultation.rounds.differences import Letter
from nlp.understanding import Span

# Unrelated answers to the same questions share up to 0.1 of their shingles; a copy in which
# every tenth word is misread or changed still shares 0.7.
_OF_SHORTER = 0.4
_OF_LONGER = 0.15  # a copied page within a long answer of one's own makes that no copy
_LEAST = 25  # shingles; shorter texts are alike because there is little to say


@dataclass(frozen=True, slots=True)
class Member:
    """One letter of a campaign.

    `own` are its passages that the campaign's common text does not have, the weightiest first,
    those of greeting and signature last. `left_out` are those passages of the representative
    that this letter lacks.
    """

    letter: int
    own: tuple[Span, ...]
    left_out: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """Letters that are copies of one another; `representative` is nearest to all the others."""

    representative: int
    members: tuple[Member, ...]  # the one that says most of its own first


def find(letters: Mapping[int, str], known: Sequence[str] = ()) -> list[Campaign]:
    """Return the groups of near-identical `letters`, the largest first.

    `known` are texts that anybody may quote: the questions, the documents, the invitation.
    Give one letter for each party: versions of one answer are copies, too.
    """
    numbers: dict[str, int] = {}
    said = [differences.read(text, numbers).shingles for text in known]
    quotable = np.unique(np.concatenate(said)) if said else np.empty(0, np.int64)
    read = [differences.read(text, numbers, quotable) for text in letters.values()]
    names = list(letters)
    groups = _stars(_near(read)) if read else []
    return [_campaign([names[n] for n in group], [read[n] for n in group]) for group in groups]


def _near(letters: Sequence[Letter]) -> csr_matrix:
    """Return how alike each letter is to each of its near copies: the shared part of both, 0 to 1."""
    own = [np.unique(letter.shingles[~letter.quoted]) for letter in letters]
    sizes = np.array([len(shingles) for shingles in own])
    rows = np.repeat(np.arange(len(own)), sizes)
    every = np.concatenate(own) if own else np.empty(0, np.int64)
    _, columns, spread = np.unique(every, return_inverse=True, return_counts=True)
    several = spread[columns] > 1  # what one letter alone says is shared with none
    held = csr_matrix(
        (np.ones(several.sum(), dtype=np.int32), (rows[several], columns[several])),
        shape=(len(own), len(spread)),
    )
    pairs = (held @ held.T).tocoo()
    one, other = sizes[pairs.row], sizes[pairs.col]
    near = (pairs.row != pairs.col) & (pairs.data >= _LEAST)
    near &= pairs.data >= _OF_SHORTER * np.minimum(one, other)
    near &= pairs.data >= _OF_LONGER * np.maximum(one, other)
    alike = pairs.data / (one + other - pairs.data)
    return csr_matrix((alike[near], (pairs.row[near], pairs.col[near])), shape=pairs.shape)


def _stars(near: csr_matrix) -> list[list[int]]:
    """Cut the net of near copies into groups about a centre, which comes first in each.

    A letter that holds two campaigns' texts is half alike to all of both: squared, that is less
    than what draws a campaign's own letters together, and it joins one instead of making them one.
    """
    pull = np.asarray(near.power(2).sum(axis=1)).ravel()
    free = np.ones(len(pull), dtype=bool)
    groups: list[list[int]] = []
    for centre in np.argsort(-pull, kind="stable"):
        around = near.indices[near.indptr[centre] : near.indptr[centre + 1]]
        around = around[free[around]]
        if free[centre] and len(around):
            groups.append([int(centre), *sorted(around.tolist())])
            free[groups[-1]] = False
    return sorted(groups, key=len, reverse=True)


def _campaign(names: Sequence[int], letters: Sequence[Letter]) -> Campaign:
    centre = letters[0]
    said, counts = np.unique(np.concatenate([np.unique(one.shingles) for one in letters]), return_counts=True)
    common = said[counts >= max(2, len(letters) / 2)]
    contexts = differences.contexts(centre)
    found = []
    for name, letter in zip(names, letters, strict=True):
        own = differences.own(letter, common, centre, contexts)
        member = Member(
            name, tuple(span for _, span in own), tuple(differences.left_out(centre, letter, common))
        )
        found.append((own[0][0] if own else (1, 0), name, member))
    return Campaign(names[0], tuple(member for _, _, member in sorted(found, key=lambda one: one[:2])))
