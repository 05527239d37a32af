import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { contentSecurityPolicy } from './content-security-policy.js';
import { renderPage } from './render.js';
import { aFrame, example, LOOK } from './testing/examples.js';

describe('the security policy of a page', () => {
  const look = { ...LOOK, colour: '#e2231a' };
  const policy = contentSecurityPolicy(look);
  const document = renderPage(example('waiting'), aFrame({ look }));

  it('names the hash of every script and style of the page, and of no other', () => {
    const hashes = [...document.matchAll(/<(?:script|style)>(.*?)<\/(?:script|style)>/g)].map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
    expect(hashes).toHaveLength(3);
    expect([...policy.matchAll(/'sha256-[^']+'/g)].map(([hash]) => hash).toSorted()).toEqual(
      hashes.toSorted(),
    );
  });

  it('lets nothing else run, and forms go to the portal only', () => {
    expect(policy.replace(/'sha256-[^']+'/g, 'HASH')).toBe(
      "default-src 'none'; script-src HASH; style-src HASH HASH; img-src data:; " +
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('needs no attribute for style or events', () => {
    expect(document.replace(/<script>.*?<\/script>/, '')).not.toMatch(/\s(?:style|on\w+)=/);
  });
});
