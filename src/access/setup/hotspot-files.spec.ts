import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { renderPage, withEscapes } from '../../../test/support/hotspot-pages.js';
import { type HotspotFacts, hotspotFiles } from './hotspot-files.js';
import { LOGIN_SCRIPT } from './hotspot-login-script.js';

const PORTAL = 'https://pay.example.com/portal/1';

const contentOf = (name: string, facts: Partial<HotspotFacts> = {}): string => {
  const files = hotspotFiles({ routerName: 'Cafe', portalUrl: PORTAL, ...facts });
  return files.find((file) => file.name === name)?.content ?? '';
};
/** Everything that a router would replace in the files. */
const variablesIn = (facts: Partial<HotspotFacts>): string[] =>
  hotspotFiles({ routerName: 'Cafe', portalUrl: PORTAL, ...facts }).flatMap(({ content }) =>
    [...content.matchAll(/\$\([^)]*\)/g)].map(([found]) => found),
  );

describe('the pages of a hotspot', () => {
  it('have no word of an operator that the router would replace', () => {
    const hostile = {
      routerName: '$(password) $(if error)$(chap-challenge)$(endif)',
      portalUrl: 'https://portal.example/$(password)/?a=$(mac)&b=$(if%20error)',
    };
    expect(variablesIn(hostile)).toEqual(variablesIn({}));
  });

  it.each([
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '&lt;b&gt;',
  ])('show the name %j as text', (routerName) => {
    for (const name of ['login.html', 'alogin.html', 'status.html', 'error.html', 'logout.html']) {
      const content = contentOf(name, { routerName });
      const plain = contentOf(name);
      const tags = (text: string): string[] => [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
      expect(tags(content)).toEqual(tags(plain));
    }
  });

  it('keep the parameters of a portal of the operator, in quotes that it cannot leave', () => {
    const login = contentOf('login.html', {
      portalUrl: 'https://portal.example/a?theme="dark"&x=<b>\'',
    });
    expect(login).toContain(
      '<a id="portal" href="https://portal.example/a?theme=%22dark%22&amp;x=%3Cb%3E%27&amp;mac=$(mac-esc)&amp;ip=$(ip-esc)&amp;link-login-only=$(link-login-only-esc)',
    );
  });

  it('have conditions that begin and end, none in another', () => {
    for (const { name, content } of hotspotFiles({ routerName: 'Cafe', portalUrl: PORTAL })) {
      const words = [...content.matchAll(/\$\((if|endif)\b[^)]*\)/g)].map(([, word]) => word);
      expect([name, words.length % 2]).toEqual([name, 0]);
      expect(words.every((word, index) => word === (index % 2 === 0 ? 'if' : 'endif'))).toBe(true);
    }
  });

  it('answer the Captive Portal API of RFC 8908 once the router has filled them in', () => {
    const answer = (values: Record<string, string>): unknown =>
      JSON.parse(renderPage(contentOf('api.json'), withEscapes(values)));
    const mac = 'AA:BB:CC:00:11:22';
    expect(answer({ mac, 'logged-in': 'no' })).toEqual({
      captive: true,
      'user-portal-url': `${PORTAL}?mac=AA%3ABB%3ACC%3A00%3A11%3A22&ip=&link-login-only=&link-orig=&error=`,
      'can-extend-session': true,
    });
    expect(answer({ mac, 'logged-in': 'yes', 'session-time-left-secs': '3437' })).toMatchObject({
      captive: false,
      'seconds-remaining': 3437,
    });
  });

  it('hash as MD5 does', () => {
    const md5 = runInNewContext(
      `${LOGIN_SCRIPT.slice(0, LOGIN_SCRIPT.indexOf('function decoded'))}; md5`,
    ) as (text: string) => string;
    const expected = (text: string): string =>
      createHash('md5').update(text, 'latin1').digest('hex');
    for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128]) {
      const text = '\u00ff'.repeat(length);
      expect(md5(text)).toBe(expected(text));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        expect(md5(text)).toBe(expected(text));
      }),
    );
  });
});
