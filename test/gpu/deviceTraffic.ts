/** Watches every run of every onnxruntime session of this process: what crosses between host and card, and what lies on the card. */
import type { Tensor } from 'onnxruntime-node';
import { ort } from '../../native-worker/onnx/ort.ts';

export interface Traffic {
  runs: number;
  /** Bytes that came to the host, all together and by the largest single output. */
  home: number;
  largestHome: number;
  /** Bytes that went to the card, likewise. */
  away: number;
  largestAway: number;
  /** Tensors on the card that sessions made and nobody has disposed. */
  alive: number;
}

type Run = (feeds: Record<string, Tensor>) => Promise<Record<string, Tensor>>;

/** Begins to watch. Called again, the function that is given back tells what has happened since it was called last; `alive` stands as it is. */
export function watchTraffic(): () => Traffic {
  const none = { runs: 0, home: 0, largestHome: 0, away: 0, largestAway: 0 };
  let seen = { ...none };
  const alive = new Set<Tensor>();
  const { prototype } = ort.InferenceSession as unknown as { prototype: { run: Run } };
  const { run } = prototype;
  prototype.run = async function watched(this: unknown, feeds) {
    const outputs = await Reflect.apply(run, this, [feeds]);
    seen.runs++;
    for (const bytes of Object.values(feeds).flatMap(hostBytes)) {
      seen.away += bytes;
      seen.largestAway = Math.max(seen.largestAway, bytes);
    }
    for (const bytes of Object.values(outputs).flatMap(hostBytes)) {
      seen.home += bytes;
      seen.largestHome = Math.max(seen.largestHome, bytes);
    }
    for (const value of Object.values(outputs)) if (value.location === 'gpu-buffer') follow(value, alive);
    return outputs;
  };
  return () => {
    const now = { ...seen, alive: alive.size };
    seen = { ...none };
    return now;
  };
}

function follow(value: Tensor, alive: Set<Tensor>): void {
  alive.add(value);
  const dispose = value.dispose.bind(value);
  value.dispose = () => {
    alive.delete(value);
    dispose();
  };
}

function hostBytes(value: Tensor): number[] {
  return value.location === 'gpu-buffer' ? [] : [(value.data as Float32Array).byteLength];
}
