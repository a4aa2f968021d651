"""The model's tokens: SentencePiece over the vocabulary of the weights."""

from __future__ import annotations

import importlib
import re

from sentencepiece import SentencePieceProcessor

from cloud.bedrock.e5.weights import Shape, Weights

_UNIGRAM, _NORMAL, _UNKNOWN, _CONTROL = 1, 1, 2, 3
"""`TrainerSpec.ModelType` and `SentencePiece.Type` of sentencepiece_model.proto."""
_BLANKS = re.compile("  +")


def sentence_piece(weights: Weights) -> bytes:
    """A SentencePiece model of the vocabulary, which normalises nothing: `Tokenizer` does it before. About 5 MB."""
    # Imported when it is needed: it takes 30 MB.
    model = importlib.import_module("sentencepiece.sentencepiece_model_pb2").ModelProto()
    shape = weights.shape
    kinds = {shape.unknown: _UNKNOWN} | dict.fromkeys((shape.start, shape.end, shape.padding), _CONTROL)
    for number, (piece, score) in enumerate(weights.vocabulary()):
        model.pieces.add(piece=piece, score=score, type=kinds.get(number, _NORMAL))
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type, trainer.vocab_size = _UNIGRAM, len(model.pieces)
    trainer.bos_id, trainer.eos_id, trainer.pad_id, trainer.unk_id = (
        shape.start,
        shape.end,
        shape.padding,
        shape.unknown,
    )
    normalizer.name, normalizer.add_dummy_prefix = "identity", True
    normalizer.remove_extra_whitespaces, normalizer.escape_whitespaces = False, True
    return bytes(model.SerializeToString())


class Tokenizer:
    """Ids of a text. Safe to call from any thread."""

    def __init__(self, model: bytes, normalised: dict[int, str], shape: Shape) -> None:
        self._model = SentencePieceProcessor(model_proto=model)
        self._normalised = normalised
        self._shape = shape

    def ids(self, text: str) -> list[int]:
        """Without the marks of start and end."""
        return list(self._model.encode(_BLANKS.sub(" ", text.translate(self._normalised))))

    def windows(self, text: str) -> list[list[int]]:
        """The ids in windows of what the model reads at once, each between its marks."""
        ids, size = self.ids(text), self._shape.positions - 2
        cuts = range(0, max(len(ids), 1), size)
        return [[self._shape.start, *ids[cut : cut + size], self._shape.end] for cut in cuts]
