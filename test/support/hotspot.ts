import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the router knows of a customer and puts into its login page. */
export type HotspotVariables = Readonly<Record<string, string>>;

/** The web server of a MikroTik hotspot, as far as a login page meets it. */
export interface Hotspot {
  /** Where the page is. The name leads to this machine in browsers of `startBrowser` only. */
  readonly url: string;
  /** The login forms that were sent, oldest first. */
  readonly logins: readonly Readonly<Record<string, string>>[];
  /** Whom it lets in from now on; nobody at first. */
  admit(username: string): void;
  stop(): Promise<void>;
}

/** A name that no other origin of the tests has, as routers have one of their own. */
export const HOTSPOT_HOST = 'login.cafe.lan';

/** A stand-in for the router's own file; it shows what was hashed instead of hashing it. */
const MD5_SCRIPT = `function hexMD5(text) { return 'md5(' + text + ')'; }`;

/**
 * Serves a login page as RouterOS does: variables and conditions are put in when it is sent, and
 * whoever is refused gets it again, with the reason.
 */
export async function startHotspot(
  page: string,
  variables: HotspotVariables = {},
): Promise<Hotspot> {
  const logins: Record<string, string>[] = [];
  const admitted = new Set<string>();
  let url = '';

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
    const isKnown = admitted.has(form['username'] ?? '');
    send(response, 'text/html', isKnown ? '<h1>You are online</h1>' : render('unknown user'));
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

/** `$(name)`, and `$(if name)` … `$(endif)` for what is there only when the variable is. */
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
