import { describe, expect, it } from '@jest/globals';
import { parse } from 'acorn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { hotspotFiles } from '../src/access/setup/hotspot-files.js';
import { LOGIN_SCRIPT } from '../src/access/setup/hotspot-login-script.js';
import { en } from '../packages/portal/src/texts/en.js';
import { sw } from '../packages/portal/src/texts/sw.js';

const page = readFileSync(
  join(import.meta.dirname, '../examples/captive-portal/login.html'),
  'utf8',
);
const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
  ([, script = '']) => script,
);
const SLUG = '0'.repeat(20);

type Texts = Readonly<Record<string, string>>;

/** A value that the page assigns to a variable. */
function valueOf(name: string): unknown {
  const script = scripts.find((each) => each.includes(`var ${name} = {`)) ?? '';
  const from = script.indexOf(`var ${name} = {`);
  return runInNewContext(`${script.slice(from, script.indexOf('\n      };', from))}}; ${name}`);
}

/** The syntax tree of a function, without its places in the text. */
function functionIn(script: string, name: string): unknown {
  const { body } = parse(script, { ecmaVersion: 5 });
  const found = body.find((each) => each.type === 'FunctionDeclaration' && each.id.name === name);
  return JSON.parse(
    JSON.stringify(found, (key, value: unknown) =>
      ['start', 'end', 'raw'].includes(key) ? undefined : value,
    ),
  );
}

describe('the example of a login page', () => {
  const texts = valueOf('TEXTS') as { readonly en: Texts; readonly sw: Texts };

  it('is written in ES5, and in no syntax of style sheets that old phones do not know', () => {
    expect(scripts).toHaveLength(3);
    for (const script of scripts) {
      expect(() => parse(script, { ecmaVersion: 5 })).not.toThrow();
    }
    expect(scripts.join('')).not.toMatch(
      /\b(fetch|Promise|Object\.assign|URLSearchParams|dataset|classList\.toggle)\b/,
    );
    expect(page).not.toMatch(/:has\(|clamp\(|&:/);
  });

  it('hashes as the login page of the set-up does', () => {
    const own = scripts.find((script) => script.includes('function md5')) ?? '';
    const shared = LOGIN_SCRIPT.slice(0, LOGIN_SCRIPT.indexOf('(function () {'));
    expect(functionIn(own, 'md5')).toEqual(functionIn(shared, 'md5'));
    expect(functionIn(own, 'md5')).toBeDefined();
  });

  it('leads to the portal of the server without JavaScript, with what the set-up adds', () => {
    const portalUrl = `https://pay.example.com/portal/${SLUG}`;
    const files = hotspotFiles({ routerName: 'Cafe', portalUrl });
    const login = files.find(({ name }) => name === 'login.html')?.content ?? '';
    const [, address = ''] = /<a id="portal" href="([^"]+)"/.exec(login) ?? [];
    const [, fallback = ''] = /<noscript>([\s\S]*?)<\/noscript>/.exec(page) ?? [];
    expect(address).toContain(SLUG);
    expect(fallback).toContain(`href="${address}"`);
  });

  it('has each text in both languages, and each that it shows', () => {
    const names = Object.keys(texts.en).sort();
    expect(Object.keys(texts.sw).sort()).toEqual(names);
    const refusals = valueOf('REFUSALS') as { readonly en: Texts; readonly sw: Texts };
    expect(Object.keys(refusals.sw)).toEqual(Object.keys(refusals.en));
    const shown = [...page.matchAll(/data-text="(\w+)"/g)].map(([, name = '']) => name);
    expect(shown.length).toBeGreaterThan(10);
    expect(names).toEqual(expect.arrayContaining(shown));
    for (const [, name = ''] of page.matchAll(/\bt\('(\w+)'\)/g)) expect(names).toContain(name);
  });

  it('says in Swahili what the portal of the server says', () => {
    expect(texts.sw).toMatchObject({
      intro: sw.packages.intro,
      choose: sw.packages.title,
      phone: sw.phone.label,
      havePaid: sw.common.alreadyPaid,
      promptTitle: sw.waiting.promptTitle,
      paidTitle: sw.paid.title,
      goOnline: sw.paid.connect,
      preparing: sw.paid.preparing,
      digits: sw.alreadyPaid.digitsLabel,
    });
    expect(texts.en['choose']).toBe(en.packages.title);
  });
});
