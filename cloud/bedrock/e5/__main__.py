"""`python -m cloud.bedrock.e5`: makes the files that ONNX Runtime runs the model from, where they are not kept yet."""

from cloud.bedrock.e5.engine import OnnxEngine, cache_folder
from cloud.bedrock.e5.weights import Weights, bundled

if __name__ == "__main__":
    OnnxEngine(Weights(bundled()), cache_folder())
