"""Ways to tell how near texts are: the one that drafts use, and others that it was chosen from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimgraph.ingest.drafts.similarity import Index, content_words

Scores = NDArray[np.float64]
Method = Callable[[Sequence[str], Sequence[str]], Scores]
"""From texts and questions to how near each text (column) is to each question (row)."""


def character_grams(texts: Sequence[str], questions: Sequence[str]) -> Scores:
    """The way of `claimgraph.ingest.drafts.similarity`."""
    index = Index(texts)
    scores = np.zeros((len(questions), len(texts)))
    for row, question in enumerate(questions):
        for match in index.nearest(question, most=len(texts)):
            scores[row, match.position] = match.score
    return scores


def word_tfidf(texts: Sequence[str], questions: Sequence[str]) -> Scores:
    """Cosine of whole words, weighed by how rare they are."""
    counted = [Counter(content_words(text)) for text in texts]
    held = Counter(word for counts in counted for word in counts)

    def weighed(counts: Counter[str]) -> dict[str, float]:
        weights = {w: (1 + math.log(n)) * (1 + math.log((1 + len(texts)) / (1 + held[w]))) for w, n in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    vectors = [weighed(counts) for counts in counted]
    asked = [weighed(Counter(content_words(question))) for question in questions]
    return np.array([[sum(weight * v.get(word, 0.0) for word, weight in q.items()) for v in vectors] for q in asked])


def bm25(texts: Sequence[str], questions: Sequence[str]) -> Scores:
    """Okapi BM25 of whole words (k1 1.2, b 0.75)."""
    counted = [Counter(content_words(text)) for text in texts]
    held = Counter(word for counts in counted for word in counts)
    lengths = np.array([sum(counts.values()) for counts in counted])
    scores = np.zeros((len(questions), len(texts)))
    for row, question in enumerate(questions):
        for word in sorted(set(content_words(question)) & set(held)):
            rarity = math.log(1 + (len(texts) - held[word] + 0.5) / (held[word] + 0.5))
            count = np.array([counts[word] for counts in counted])
            scores[row] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths / lengths.mean()))
    return scores


METHODS: dict[str, Method] = {
    "character 4-grams (used)": character_grams,
    "words, TF-IDF": word_tfidf,
    "words, BM25": bm25,
}


def sentence_model(model: Path, tokenizer: Path) -> Method:
    """Cosine of what a sentence model in ONNX makes of the texts: the mean of its last layer."""
    import onnxruntime
    import tokenizers

    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    names = {given.name for given in session.get_inputs()}
    reader: Any = tokenizers.Tokenizer.from_file(str(tokenizer))
    reader.enable_truncation(256)
    reader.enable_padding()

    def vectors(texts: Sequence[str]) -> Scores:
        parts = []
        for begin in range(0, len(texts), 32):
            encoded = reader.encode_batch(list(texts[begin : begin + 32]))
            ids, mask = (np.array([getattr(each, name) for each in encoded]) for name in ("ids", "attention_mask"))
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            layer = session.run(None, {name: value for name, value in given.items() if name in names})[0]
            mean = (layer * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            parts.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
        return np.concatenate(parts)

    return lambda texts, questions: vectors(questions) @ vectors(texts).T


def together(one: Method, other: Method) -> Method:
    """Both, each question's scores brought to the same mean and spread."""

    def spread(scores: Scores) -> Scores:
        return (scores - scores.mean(1, keepdims=True)) / (scores.std(1, keepdims=True) + 1e-9)

    return lambda texts, questions: spread(one(texts, questions)) + spread(other(texts, questions))
