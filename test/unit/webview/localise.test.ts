import { afterEach, describe, expect, it } from 'vitest';
import { setTranslations, t } from '../../../webview/lib/localise.ts';

afterEach(() => {
  setTranslations({});
});

describe('t', () => {
  it('fills placeholders in the English text when there is no translation', () => {
    expect(t('{0} of {1} features', 3, 10)).toBe('3 of 10 features');
  });

  it('uses the translation, whose placeholders may stand in another order', () => {
    setTranslations({ '{0} of {1} features': 'von {1} Merkmalen {0}' });
    expect(t('{0} of {1} features', 3, 10)).toBe('von 10 Merkmalen 3');
  });

  it('leaves a placeholder without a value as it is, and does not fill values again', () => {
    expect(t('{0} and {1}', '{1}')).toBe('{1} and {1}');
  });
});
