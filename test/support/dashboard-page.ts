import { readFile } from 'node:fs/promises';
import { type Locator, type Page } from 'playwright-core';
import { findingsOn } from './axe.js';

/** Chromium's message about an answer that is an error: tests make such answers on purpose. */
const FAILED_REQUEST = /^Failed to load resource/;

/**
 * What fades in has too little contrast until it is there. It begins to some frames after it was asked
 * for. A sign of loading turns for ever.
 */
const MOTION_IS_OVER = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (;;) {
    for (let frames = 0; frames < 4; frames += 1) await frame();
    const moving = document.getAnimations()
      .filter(({ playState, effect }) =>
        playState === 'running' && effect.getTiming().iterations !== Infinity);
    if (moving.length === 0) return;
    await Promise.allSettled(moving.map(({ finished }) => finished));
  }
})()`;

/** A window of an operator's browser. */
export class DashboardPage {
  /** Errors of scripts, and everything that the Content-Security-Policy has refused. */
  readonly faults: string[] = [];

  constructor(
    readonly page: Page,
    private readonly serverUrl: string,
  ) {
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !FAILED_REQUEST.test(message.text())) {
        this.faults.push(message.text());
      }
    });
  }

  /** Loads a screen by its address, such as `/payments`, and waits for its heading. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.urlOf(path));
    await this.heading().waitFor();
  }

  /** Logs in, and goes on to a screen. */
  async logIn(path: string, username: string, password: string): Promise<void> {
    const search = path === '/' ? '' : `?${new URLSearchParams({ next: path }).toString()}`;
    await this.page.goto(this.urlOf(`/log-in${search}`));
    await this.page.locator('input[autocomplete=username]').fill(username);
    await this.page.locator('input[autocomplete=current-password]').fill(password);
    await this.page.locator('button[type=submit]').click();
    await this.page.locator('#content h1').waitFor();
  }

  urlOf(path: string): string {
    return `${this.serverUrl}/dashboard${path}`;
  }

  /** The path of the screen that is shown, with its query. */
  path(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname.replace(/^\/dashboard/, '') + search;
  }

  heading(): Locator {
    return this.page.locator('h1');
  }

  /** The text of the screen, without navigation. */
  text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** Waits until the screen shows a text; what a closed list of choices has does not count. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.locator('main').getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Presses a button that saves a file. @returns the name of the file, and its lines */
  async save(button: string): Promise<{ readonly name: string; readonly lines: string[] }> {
    // Browsers that let pages write files ask for a place, which a test cannot answer.
    await this.page.evaluate('delete window.showSaveFilePicker');
    const [file] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: button }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    return { name: file.suggestedFilename(), lines: text.trim().split('\r\n') };
  }

  /** What axe finds on the screen: rule and element. */
  async findings(): Promise<readonly string[]> {
    await this.page.evaluate(MOTION_IS_OVER);
    return findingsOn(this.page);
  }

  /** Whether the page is wider than the window. */
  isTooWide(): Promise<boolean> {
    return this.page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
  }
}
