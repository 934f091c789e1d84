"""Exports the newest checkpoint by optimum, as users' models are, into media/starter-model.

Weights are stored as float16 with a Cast to float32 behind each (folded when a session is made), so that
inputs, outputs and arithmetic stay float32. `--fp32` keeps the plain export, for the comparison in evaluate.py.
"""
import argparse
import shutil

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from optimum.exporters.onnx import main_export
from transformers import PreTrainedTokenizerFast

from common import MEDIA, WORK
from train import FOLDER, build_model

SMALLEST = 64  # elements; smaller tensors (constants, shapes) stay as they are


def halve(model: onnx.ModelProto) -> None:
    """Float32 initializers become float16 ones followed by a Cast under the old name."""
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST:
            continue
        name = tensor.name
        values = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(values, f"{name}_fp16"))
        casts.append(helper.make_node("Cast", [f"{name}_fp16"], [name], f"{name}_cast", to=TensorProto.FLOAT))
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)


def share_embedding(model: onnx.ModelProto) -> None:
    """The output matrix of a tied model may be stored again, transposed: read it from the embedding instead."""
    arrays = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer if len(t.dims) == 2}
    embedding = next(name for name in arrays if "embed_tokens" in name)
    for name, values in arrays.items():
        if name != embedding and values.shape == arrays[embedding].T.shape and np.array_equal(values, arrays[embedding].T):
            model.graph.initializer.remove(next(t for t in model.graph.initializer if t.name == name))
            model.graph.node.insert(0, helper.make_node("Transpose", [embedding], [name], f"{name}_transpose", perm=[1, 0]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fp32", action="store_true")
    parser.add_argument("--target", default=str(MEDIA / "starter-model"))
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    state = torch.load(FOLDER / "latest.pt", weights_only=True)
    model = build_model()
    model.load_state_dict(state["model"])
    model.eval()
    plain, exported = WORK / "transformers", WORK / "exported"
    for folder in (plain, exported):
        shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(plain)
    PreTrainedTokenizerFast.from_pretrained(WORK / "tokenizer").save_pretrained(plain)
    main_export(str(plain), output=exported, task="text-generation-with-past", do_validation=False)
    (exported / "onnx").mkdir()
    graph = onnx.load(exported / "model.onnx")
    (exported / "model.onnx").unlink()
    share_embedding(graph)
    if not arguments.fp32:
        halve(graph)
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, exported / "onnx" / "model.onnx")
    print(f"step {state['step']}:", sorted(str(p.relative_to(exported)) for p in exported.rglob("*") if p.is_file()))
    shutil.copytree(exported, arguments.target, dirs_exist_ok=True)


if __name__ == "__main__":
    main()
