import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The variables of a router about a customer, for its login page. */
export type HotspotVariables = Readonly<Record<string, string>>;

/** The web server of a MikroTik hotspot, as a login page sees it. */
export interface Hotspot {
  /** The URL of the page. Only browsers of `startBrowser` resolve its name to this machine. */
  readonly url: string;
  /** The submitted login forms, oldest first. */
  readonly logins: readonly Readonly<Record<string, string>>[];
  /** Accepts this user name from now on; at first none is accepted. */
  admit(username: string): void;
  /** Refuses all others with this word, which the page gets as `$(error)`. */
  refuseWith(word: string): void;
  /** Answers no login until the returned function is called. */
  holdLogins(): () => void;
  stop(): Promise<void>;
}

/** A name of its own, because routers are another origin than the server. */
export const HOTSPOT_HOST = 'login.cafe.lan';

/** The password that a router wants of a challenge, whose bytes are the characters of the text. */
export const md5Of = (text: string): string =>
  createHash('md5').update(text, 'latin1').digest('hex');

/** Replaces the router's own script. It shows its input instead of hashing it. */
const MD5_SCRIPT = `function hexMD5(text) { return 'md5(' + text + ')'; }`;

/**
 * Serves a login page as RouterOS does: variables and conditions are evaluated when it is sent, and
 * after a refused login the page is sent again with the reason.
 */
export async function startHotspot(
  page: string,
  variables: HotspotVariables = {},
): Promise<Hotspot> {
  const logins: Record<string, string>[] = [];
  const admitted = new Set<string>();
  let url = '';
  let refusal = 'unknown user';
  let held: Promise<void> | undefined;

  const render = (error: string): string =>
    filled(page, { 'link-login-only': `${url}login`, 'link-orig': '', ...variables, error });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/md5.js') {
      send(response, 'text/javascript', MD5_SCRIPT);
      return;
    }
    if (request.method !== 'POST') {
      send(response, 'text/html', render(''));
      return;
    }
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    logins.push(form);
    await held;
    const isKnown = admitted.has(form['username'] ?? '');
    send(response, 'text/html', isKnown ? '<h1>You are online</h1>' : render(refusal));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://${HOTSPOT_HOST}:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    logins,
    admit: (username) => admitted.add(username),
    refuseWith: (word) => {
      refusal = word;
    },
    holdLogins: () => {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => (release = resolve));
      return release;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/**
 * Evaluates `$(name)`, and `$(if name)` … `$(endif)`, whose content is kept only when the variable
 * is set.
 */
function filled(page: string, values: HotspotVariables): string {
  return page
    .replace(/\$\(if ([\w-]+)\)([\s\S]*?)\$\(endif\)/g, (_all, name: string, part: string) =>
      values[name] ? part : '',
    )
    .replace(/\$\(([\w-]+)\)/g, (_all, name: string) => values[name] ?? '');
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(body);
}
