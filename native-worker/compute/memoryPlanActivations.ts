/** The memory of activations that stay on a card (activations/device). */
import type { MemoryUse } from '../../protocol/training.ts';

const float = 4;
/** As many as the host keeps for later epochs at the most. */
const mostKeptBytes = 2 ** 30;
/** Vectors a token that a forward pass has at once, about: the MLP's inner ones are the most of it. */
const vectorsOfPass = 16;
/** Of what would be left free on the card. */
const keptShare = 1 / 4;

export interface ActivationSizes {
  dIn: number;
  /** Tokens a shuffle block. */
  blockTokens: number;
  /** Tokens of one forward pass of the language model. */
  passTokens: number;
  /** Training tokens of an epoch. */
  epochTokens: number;
}

/** @param keptBytes for blocks that later epochs use again */
export function planDeviceActivations(sizes: ActivationSizes, keptBytes: number): MemoryUse[] {
  const on = (what: string, bytes: number): MemoryUse => ({ what, where: 'device', bytes });
  const block = blockBytes(sizes);
  return [
    on('forward pass of the language model', vectorsOfPass * float * sizes.dIn * sizes.passTokens),
    on('shuffle block of activations', block),
    on('its pieces until they are joined', block),
    ...(keptBytes > 0 ? [on('activations kept for later epochs', keptBytes)] : []),
  ];
}

/** What may be kept for later epochs, of so many bytes left on the card; nothing where nobody knows. */
export function keptOnDevice(sizes: ActivationSizes, leftBytes: number | null): number {
  const most = Math.min(mostKeptBytes, float * sizes.dIn * sizes.epochTokens);
  return Math.min(most, Math.floor(keptShare * Math.max(0, leftBytes ?? 0)));
}

export function blockBytes({ dIn, blockTokens, epochTokens }: ActivationSizes): number {
  return float * dIn * Math.min(blockTokens, epochTokens);
}
