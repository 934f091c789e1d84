/** Whether a device trains right, and how fast: every algorithm beside the reference, then products and whole steps. */
import type { DeviceCheck } from '../../protocol/deviceCheck.ts';
import { gbaForm } from '../compute/backend.ts';
import { openBackend } from '../compute/openBackend.ts';
import type { NamedDevice } from '../onnx/deviceOrder.ts';
import { productSpeeds } from '../onnx/deviceSpeed.ts';
import { threadBudget } from '../threadBudget.ts';
import { checkAlgorithm, checkedAlgorithms } from './checkAlgorithm.ts';
import { timedSizes, timeSteps } from './timeSteps.ts';

const tiny = { dIn: 16, dSae: 64, batchTokens: 16 };

/** Takes up to a minute on a real card, and on a software adapter. */
export async function checkDevice(device: NamedDevice): Promise<DeviceCheck> {
  const threads = threadBudget();
  const found: DeviceCheck = {
    device,
    report: null,
    refusal: null,
    products: null,
    algorithms: [],
    steps: [],
  };
  try {
    const backend = await openBackend(device, { ...gbaForm, ...tiny, prefixes: [tiny.dSae] }, threads);
    found.report = backend.device;
    await backend.dispose();
    if (device !== 'cpu') found.products = (await productSpeeds(device)).device;
  } catch (error) {
    return { ...found, refusal: error instanceof Error ? error.message : String(error) };
  }
  for (const algorithm of checkedAlgorithms) {
    found.algorithms.push(await checkAlgorithm(algorithm, device, threads));
  }
  for (const sizes of timedSizes) {
    found.steps.push(await timeSteps(device, sizes, { products: found.products, threads }));
  }
  return found;
}
