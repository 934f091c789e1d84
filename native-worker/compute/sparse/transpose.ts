/** Workers hand out U neuron by neuron; whoever asks for it wants it row by row. */

/** Neurons of a tile: their rows are read side by side, and what is written fills whole cache lines. */
const tileNeurons = 16;

/** From [neurons, rows] to [rows, neurons] with `stride` from row to row. */
export function transpose(
  from: Float32Array,
  rows: number,
  neurons: number,
  into: Float32Array,
  stride: number,
): void {
  for (let tile = 0; tile < neurons; tile += tileNeurons) {
    const end = Math.min(neurons, tile + tileNeurons);
    for (let row = 0; row < rows; row++) {
      for (let m = tile; m < end; m++) into[row * stride + m] = from[m * rows + row] ?? 0;
    }
  }
}
