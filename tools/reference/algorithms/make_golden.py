"""Writes test/fixtures/algorithms/*.json. See ../README.md."""

import bias_adaptation
import gba
import jumprelu
import l1
import topk
from shared import write

for index, case in enumerate([*gba.CASES, *topk.CASES, *l1.CASES, *jumprelu.CASES]):
    write(case, range(1000 * index, 1000 * (index + 1)))
bias_adaptation.write_all()
