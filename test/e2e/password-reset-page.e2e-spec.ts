import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator } from '../support/shop.js';

/** What a browser says of the page, as far as its script asks. */
class Page {
  readonly said = { textContent: '' };
  readonly field = { value: '' };
  readonly form = Object.assign(new EventTarget(), {
    action: '',
    hidden: false,
    elements: { new_password: this.field },
  });
  private readonly answered = new EventTarget();

  constructor(html: string, url: string, hash: string) {
    const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
    this.form.action = new URL(action, `${url}/reset-password/`).href;
    const [, script = ''] = /<script>([^]*)<[/]script>/.exec(html) ?? [];
    runInNewContext(script, {
      document: {
        getElementById: (id: string) => ({ form: this.form, said: this.said })[id],
      },
      location: { hash },
      URLSearchParams,
      JSON,
      fetch: async (...asked: Parameters<typeof fetch>) => {
        const answer = await fetch(...asked);
        const body: unknown = await answer.json();
        setImmediate(() => this.answered.dispatchEvent(new Event('answer')));
        return { ok: answer.ok, json: () => Promise.resolve(body) };
      },
    });
  }

  /** Sets the password as somebody at the page does, and gives what it says then. */
  async submit(password: string): Promise<string> {
    this.field.value = password;
    const answered = once(this.answered, 'answer');
    this.form.dispatchEvent(new Event('submit', { cancelable: true }));
    await answered;
    return this.said.textContent;
  }
}

describe('the page that sets a new password', () => {
  let app: TestApp;
  let html: string;
  let policy: string;

  beforeAll(async () => {
    app = await startTestApp();
    const { text, headers } = await app.get('/reset-password/?utm_source=mail').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    html = text;
    policy = String(headers['content-security-policy']);
  });
  afterAll(() => app.stop());

  it('may run its own script and speak to its own server, and nothing else', () => {
    for (const [tag, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ]) {
      const [, content = ''] = new RegExp(`<${tag}>([^]*)</${tag}>`).exec(html) ?? [];
      const hash = Buffer.from(sha256Hex(content), 'hex').toString('base64');
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('sets the password with the token after #, and shows the response', async () => {
    const { userId, username } = await anOperator(app);
    const token = randomHex(32);
    await app.database.query(
      `INSERT INTO password_resets (user_id, token_hash, expires_at)
       VALUES ($1, $2, now() + interval '1 hour')`,
      [userId, sha256Hex(token)],
    );
    const page = new Page(html, app.url, `#token=${token}`);
    expect(await page.submit(username)).toMatch(/^new_password must differ/);
    expect(page.form.hidden).toBe(false);
    expect(await page.submit('embe tano za kijani')).toMatch(/^Password set successfully/);
    expect(page.form.hidden).toBe(true);
    const login = { username, password: 'embe tano za kijani' };
    await app.post('/users/login/', login).expect(200);
    expect(await new Page(html, app.url, `#token=${token}`).submit(username)).toMatch(/was used/);
  });

  it('reports a URL without a token', () => {
    expect(new Page(html, app.url, '').said.textContent).toMatch(/holds no token/);
  });
});
