/** A model that writes two made-up texts, as the engine streams them. */
import type {
  GeneratedSide,
  GenerateProgress,
  GenerateRequest,
  GenerateResult,
} from '../../../protocol/generation.ts';
import type { ToWebview } from '../../../protocol/webviewMessages.ts';

const TEXTS: Readonly<Record<GeneratedSide, string>> = {
  unsteered: `: Config {
  const text = readFileSync(file, 'utf8');
  const config = JSON.parse(text) as Partial<Config>;
  return { ...DEFAULTS, ...config };
}

export function writeConfig(file: string, config: Config): void {
  writeFileSync(file, JSON.stringify(config, null, 2));
}`,
  steered: `: Promise<Config> {
  if (file === undefined) throw new Error('No file was given.');
  try {
    return await import(file);
  } catch (error) {
    throw new Error(\`The file \${file} cannot be read: \${String(error)}\`);
  }
}`,
};

type Reply = { ok: true; result: unknown } | { ok: false; code: string; message: string };

/** @param scenario `slow` never ends, `failed` fails after a few tokens */
export async function sampleGeneration(
  { id, prompt }: GenerateRequest,
  scenario: string,
  send: (message: ToWebview) => void,
): Promise<Reply> {
  const piecesOf = (side: GeneratedSide): string[] => TEXTS[side].match(/\s*\S+/g) ?? [];
  const pieces = { unsteered: piecesOf('unsteered'), steered: piecesOf('steered') };
  const tell = (params: GenerateProgress): void => {
    send({ kind: 'notification', method: 'generate/progress', params });
  };
  tell({ id, phase: 'opening', side: 'unsteered', text: '', tokens: 0, seconds: 0 });
  const most = scenario === 'normal' ? 60 : 12;
  for (let token = 0; token < most; token++) {
    await new Promise((done) => setTimeout(done, 4));
    for (const side of ['unsteered', 'steered'] as const) {
      const text = pieces[side][token];
      const seconds = 0.031 * (token + 1);
      if (text !== undefined) tell({ id, phase: 'writing', side, text, tokens: token + 1, seconds });
    }
  }
  if (scenario === 'slow') return new Promise(() => undefined);
  if (scenario === 'failed') {
    const message =
      'The model process ended: out of memory. Choose a smaller model, or close other programs.';
    return { ok: false, code: 'processDied', message };
  }
  return { ok: true, result: resultOf(prompt, pieces) };
}

function resultOf(prompt: string, pieces: Record<GeneratedSide, string[]>): GenerateResult {
  const written = (side: GeneratedSide) => ({
    text: TEXTS[side],
    tokens: pieces[side].length,
    finish: side === 'steered' ? ('end' as const) : ('length' as const),
    seconds: 0.031 * pieces[side].length,
  });
  return {
    modelName: 'SmolLM2-135M',
    device: { requested: 'cpu', chosen: 'cpu', reason: 'It was asked for.', rejected: [] },
    hookPoint: 'blocks.13.hook_mlp_out',
    promptTokens: prompt.split(/\s+/).length + 4,
    unsteered: written('unsteered'),
    steered: written('steered'),
    warnings: [],
  };
}
