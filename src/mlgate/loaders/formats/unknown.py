"""Files whose bytes tell nothing, or too little: the name has the last word."""

from mlgate.loaders.formats.blob import Blob
from mlgate.loaders.formats.model_file import NOT_TESTED, ModelFile
from mlgate.loaders.formats.words import words

# Endings under which runtimes look for weights.
ENDINGS = words("""
    .bin .bst .cbm .ckpt .dill .engine .gguf .ggml .h5 .hdf5 .joblib .keras .llamafile
    .lgb .mar .mlmodel .mlpackage .model .msgpack .nemo .npy .npz .onnx .ort .params
    .pb .pdiparams .pdmodel .pdparams .pickle .pkl .plan .pt .pt2 .pte .ptl .pth
    .safetensors .skops .tflite .trt .ubj .weights .xgb
""")
# A SentencePiece vocabulary has the ending of a model, and no loader runs it.
VOCABULARIES = frozenset({"tokenizer.model", "spiece.model", "sentencepiece.bpe.model"})


def unknown(blob: Blob) -> ModelFile | None:
    """Return the answer for bytes that no reader recognises; None if not a model."""
    if not named(blob):
        return None
    why = "the file is empty" if not len(blob.data) else "no known format of model"
    return ModelFile("unknown weights", NOT_TESTED, (why,))


def named(blob: Blob) -> bool:
    """Tell whether the name alone is one under which weights are looked for."""
    name = blob.name.rpartition("/")[2].lower()
    return blob.suffix in ENDINGS and name not in VOCABULARIES
