"""
Makes a random Llama of SmolLM2-135M's shape, for harvest_race.py: PyTorch's weights in `<folder>/torch`, an ONNX export by optimum in
`<folder>/onnx`. Needs tools/fixtures/models/requirements.txt.

    python tools/rivals/make_llama.py <folder>
"""

import shutil
import sys
from pathlib import Path

import torch
from optimum.exporters.onnx import main_export
from tokenizers import Tokenizer, models
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

# config.json of SmolLM2-135M.
SHAPE = dict(vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
             num_key_value_heads=3, max_position_embeddings=8192, rope_theta=100000.0, tie_word_embeddings=True,
             bos_token_id=0, eos_token_id=0)


def main() -> None:
    folder = Path(sys.argv[1])
    torch.manual_seed(7)
    LlamaForCausalLM(LlamaConfig(**SHAPE)).save_pretrained(folder / "torch")
    vocabulary = {f"t{index}": index for index in range(SHAPE["vocab_size"])}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.WordLevel(vocabulary, unk_token="t0")),
                                        bos_token="t0", eos_token="t0")
    tokenizer.save_pretrained(folder / "torch")
    main_export(str(folder / "torch"), output=folder / "onnx", task="text-generation-with-past", do_validation=False)
    shutil.copy(folder / "torch" / "config.json", folder / "onnx" / "config.json")


main()
