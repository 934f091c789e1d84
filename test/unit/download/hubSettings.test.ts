import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proxyHint } from '../../../native-worker/download/explainHubError.ts';
import { hubSettings } from '../../../native-worker/download/hubSettings.ts';
import { TransferMeter } from '../../../native-worker/download/transferMeter.ts';
import { temporaryFolder } from '../runs/fixtures.ts';

let home: string;
beforeAll(() => {
  home = temporaryFolder();
  mkdirSync(path.join(home, 'huggingface'));
  writeFileSync(path.join(home, 'huggingface', 'token'), 'hf_filed\n');
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

describe('the settings of the hub', () => {
  it('come from the variables that its own tools read', () => {
    const empty = { HF_HOME: '/nowhere' };
    expect(hubSettings(undefined, empty)).toEqual({ url: 'https://huggingface.co', token: null });
    expect(hubSettings(undefined, { ...empty, HF_ENDPOINT: 'http://localhost:1/hub//' }).url).toBe(
      'http://localhost:1/hub',
    );
    expect(hubSettings(undefined, { XDG_CACHE_HOME: home }).token).toBe('hf_filed');
    expect(hubSettings(undefined, { XDG_CACHE_HOME: home, HF_TOKEN: 'hf_named' }).token).toBe('hf_named');
    expect(hubSettings('hf_given', { HF_TOKEN: 'hf_named' }).token).toBe('hf_given');
  });

  it('are refused where they are none, without telling the token', () => {
    expect(() => hubSettings(undefined, { HF_ENDPOINT: 'ftp://x' })).toThrow(/HF_ENDPOINT is "ftp:/u);
    expect(() => hubSettings(undefined, { HF_ENDPOINT: 'nonsense' })).toThrow(/no http/u);
    expect(() => hubSettings('hf_se\ncret', {})).toThrow(/^((?!cret).)*$/u);
  });
});

describe('the hint at proxies', () => {
  it('says what this Node does with the proxy of the environment', () => {
    const proxy = { HTTPS_PROXY: 'http://proxy:1' };
    expect(proxyHint({}, '20.19.0')).toBe('');
    expect(proxyHint(proxy, '20.19.0')).toMatch(/Node 20\.19\.0 cannot use a proxy/u);
    expect(proxyHint(proxy, '24.0.0')).toMatch(/only where NODE_USE_ENV_PROXY=1/u);
    expect(proxyHint({ ...proxy, NODE_USE_ENV_PROXY: '1' }, '22.21.0')).toMatch(/is used/u);
  });
});

describe('the rate of a transfer', () => {
  it('is that of the last seconds, and none before there are any', () => {
    let now = 0;
    const meter = new TransferMeter(() => now);
    expect(meter.bytesPerSecond()).toBeNull();
    const run = (seconds: number, bytes: number): void => {
      for (let second = 0; second < seconds; second += 1) {
        now += 1;
        meter.add(bytes);
      }
    };
    run(20, 100);
    expect(meter.secondsLeft(1_000)).toBeCloseTo(10, 6);
    run(20, 1_000);
    expect(meter.bytesPerSecond()).toBeCloseTo(1_000, 6);
    now += 1_000;
    expect(meter.bytesPerSecond()).toBeLessThan(20);
  });
});
