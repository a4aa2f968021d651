"""The network as an ONNX graph, in 32-bit floats or with its matrices in 8 bits.

In 8 bits, each row of what a matrix is multiplied with is brought to a greatest value of 1 and rounded to 256 steps;
each column of the matrix to 129. Two things keep the vectors what they were:

- Columns of the input with large values would take the steps from all others. They are divided by a factor, and the
  row of the matrix that meets them is multiplied with it (Xiao et al., SmoothQuant, arXiv 2211.10438).
- What rounding the matrix changes on average is taken back by the bias.

Both need to know what values are usual at each input: `Observed`, seen by running the 32-bit graph over a few texts.
A weight reaches at most 64 in 8 bits: processors without a dot product for bytes add two products in 16 bits, and
2 × 255 × 64 just fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from cloud.bedrock.e5.weights import Floats, Weights

OUTPUT = "mean"
INPUT = "embedded"
_LARGEST = 64
_MICROSOFT = "com.microsoft"
_OPSETS = {"": 18, _MICROSOFT: 1}
_IR_VERSION = 10


@dataclass(frozen=True)
class Observed:
    """Of each column of an input: the greatest absolute value and the mean. Shape (columns,)."""

    greatest: Floats
    mean: Floats


def float_graph(weights: Weights) -> bytes:
    """The graph in 32-bit floats. It gives out the inputs of all matrices too, by the names of `matrix_inputs`."""
    return _Builder(weights, None).model([OUTPUT, *matrix_inputs(weights)])


def byte_graph(weights: Weights, observed: Mapping[str, Observed]) -> bytes:
    """The graph with its matrices in 8 bits. Input: (1, tokens, hidden). Output: the mean over tokens, (1, hidden)."""
    return _Builder(weights, observed).model([OUTPUT])


def matrix_inputs(weights: Weights) -> list[str]:
    parts = ("in", "context", "attended", "activated")
    return [f"{layer}.{part}" for layer in range(weights.shape.layers) for part in parts]


class _Builder:
    def __init__(self, weights: Weights, observed: Mapping[str, Observed] | None) -> None:
        self._weights, self._observed = weights, observed
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._last_axis = self._constant("last_axis", np.array([-1], np.int64))
        self._least = self._constant("least", np.array([1e-12], np.float32))

    def model(self, outputs: Sequence[str]) -> bytes:
        current = self._normalised(INPUT, "emb.ln", "0.in")
        for layer in range(self._weights.shape.layers):
            current = self._layer(layer, current)
        tokens_axis = self._constant("tokens_axis", np.array([1], np.int64))
        self._node("ReduceMean", [current, tokens_axis], OUTPUT, keepdims=0)
        return self._serialised(outputs)

    def _serialised(self, outputs: Sequence[str]) -> bytes:
        given = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [1, "tokens", self._weights.shape.hidden])
        made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph(self._nodes, "e5", [given], made, self._constants)
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION).SerializeToString())

    def _layer(self, layer: int, entered: str) -> str:
        """Attention, then two matrices with GELU between, each added to what went in (BERT, arXiv 1810.04805)."""
        own, to = f"l{layer}.", f"{layer}."
        parts = [f"{to}{part}" for part in ("queries", "keys", "values")]
        projected = self._product(entered, [own + "q", own + "k", own + "v"], to + "projected")
        self._node("Split", [projected], *parts, axis=-1, num_outputs=3)
        heads = self._weights.shape.heads
        context = self._node("MultiHeadAttention", parts, to + "context", domain=_MICROSOFT, num_heads=heads)
        attention = self._product(context, [own + "ao"], to + "attention")
        attended = self._added(entered, attention, own + "aln", to + "attended")
        inner = self._product(attended, [own + "fi"], to + "inner")
        activated = self._node("Gelu", [inner], to + "activated", domain=_MICROSOFT)
        outer = self._product(activated, [own + "fo"], to + "outer")
        return self._added(attended, outer, own + "oln", f"{layer + 1}.in")

    def _added(self, first: str, second: str, norm: str, name: str) -> str:
        return self._normalised(self._node("Add", [first, second], name + ".sum"), norm, name)

    def _normalised(self, given: str, norm: str, name: str) -> str:
        scale = self._constant(name + ".scale", self._weights.floats(norm + ".w"))
        shift = self._constant(name + ".shift", self._weights.floats(norm + ".b"))
        epsilon = self._weights.shape.epsilon
        return self._node("LayerNormalization", [given, scale, shift], name, epsilon=epsilon, axis=-1)

    def _product(self, given: str, tensors: Sequence[str], name: str) -> str:
        """`given` times the matrices side by side, and their biases."""
        bias = np.concatenate([self._weights.floats(tensor + ".b") for tensor in tensors])
        columns = self._weights.shape.inner if tensors[0].endswith("fo") else self._weights.shape.hidden
        matrix = np.concatenate([self._weights.matrix(tensor + ".w", columns) for tensor in tensors]).T
        if self._observed is None:
            product = self._node("MatMul", [given, self._constant(name + ".matrix", matrix)], name + ".product")
        else:
            product, bias = self._byte_product(given, matrix, bias, self._observed[given], name)
        return self._node("Add", [product, self._constant(name + ".bias", bias)], name)

    def _byte_product(
        self, given: str, matrix: Floats, bias: Floats, observed: Observed, name: str
    ) -> tuple[str, Floats]:
        """The product in 8 bits, and the bias that takes back what rounding changes on average."""
        factors = smoothing(matrix, observed)
        scales, rounded = in_bytes(matrix * factors[:, None])
        bias = bias + observed.mean / factors @ (matrix * factors[:, None] - rounded * scales)
        smooth = self._node("Mul", [given, self._constant(name + ".smooth", 1 / factors)], name + ".given")
        self._node("Abs", [smooth], name + ".absolute")
        self._node("ReduceMax", [name + ".absolute", self._last_axis], name + ".peak", keepdims=1)
        greatest = self._node("Max", [name + ".peak", self._least], name + ".greatest")
        self._node("Div", [smooth, greatest], name + ".even")
        quantised = [name + ".bytes", name + ".step", name + ".zero"]
        self._node("DynamicQuantizeLinear", [name + ".even"], *quantised)
        stored = self._constant(name + ".matrix", rounded.astype(np.int8))
        self._node("MatMulInteger", [quantised[0], stored, quantised[2]], name + ".whole")
        self._node("Cast", [name + ".whole"], name + ".wide", to=TensorProto.FLOAT)
        self._node("Mul", [quantised[1], self._constant(name + ".scales", scales)], name + ".steps")
        self._node("Mul", [name + ".wide", name + ".steps"], name + ".scaled")
        return self._node("Mul", [name + ".scaled", greatest], name + ".product"), bias

    def _node(self, kind: str, inputs: Sequence[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def _constant(self, name: str, values: np.ndarray) -> str:
        values = values.astype(np.float32) if values.dtype.kind == "f" else values
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name


def smoothing(matrix: Floats, observed: Observed) -> Floats:
    """A factor for each row of the matrix, so that input and matrix share the spread of values. Geometric mean 1."""
    least = np.float32(1e-6)
    factors = np.sqrt((observed.greatest + least) / (np.abs(matrix).max(axis=1) + least))
    return np.asarray(factors / np.exp(np.log(factors).mean()), dtype=np.float32)


def in_bytes(matrix: Floats) -> tuple[Floats, Floats]:
    """Scales of the columns, and whole numbers of at most `_LARGEST`: together nearly the matrix."""
    scales = np.maximum(np.abs(matrix).max(axis=0), np.float32(1e-12)) / _LARGEST
    return scales, np.rint(matrix / scales)
