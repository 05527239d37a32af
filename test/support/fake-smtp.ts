import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A received mail. */
export interface SeenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, with the line breaks of quoted-printable removed. */
  readonly content: string;
}

/** A mail server on a socket, which accepts every mail by default. */
export interface FakeSmtp {
  /** Its name and password have characters that must be escaped in a URL. */
  readonly url: string;
  readonly mails: readonly SeenMail[];
  /** The logins so far, as `name:password`. */
  readonly logins: readonly string[];
  /** Refuses the next mail with this line. */
  refuseNext(line: string): void;
  stop(): Promise<void>;
}

/** The name and password in its URL. */
export const SMTP_USER = 'wifi@shop';
export const SMTP_PASSWORD = 'p/s:s word';

/** Starts a mail server on any free port. */
export async function startFakeSmtp(): Promise<FakeSmtp> {
  const mails: SeenMail[] = [];
  const logins: string[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void converse(socket, { mails, logins, refusals }).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [user, password] = [SMTP_USER, SMTP_PASSWORD].map(encodeURIComponent);
  return {
    url: `smtp://${user}:${password}@127.0.0.1:${port}`,
    mails,
    logins,
    refuseNext: (line) => void refusals.push(line),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The part of RFC 5321 that sending a mail needs, with AUTH PLAIN. */
async function converse(
  socket: Socket,
  seen: {
    readonly mails: SeenMail[];
    readonly logins: string[];
    readonly refusals: string[];
  },
): Promise<void> {
  const say = (line: string): boolean => socket.write(`${line}\r\n`);
  let from = '';
  let to: string[] = [];
  let content: string[] | null = null;
  say('220 fake ESMTP');
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    if (content !== null) {
      if (line !== '.') {
        content.push(line.replace(/^\./, ''));
        continue;
      }
      const refusal = seen.refusals.shift();
      if (refusal === undefined) seen.mails.push({ from, to, content: unfolded(content) });
      say(refusal ?? '250 taken');
      content = null;
      continue;
    }
    const [command = ''] = line.toUpperCase().split(' ', 1);
    switch (command) {
      case 'EHLO':
        say('250-fake');
        say('250 AUTH PLAIN');
        break;
      case 'AUTH': {
        const [, name = '', password = ''] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString('utf8')
          .split('\0');
        seen.logins.push(`${name}:${password}`);
        say('235 welcome');
        break;
      }
      case 'MAIL':
        from = addressIn(line);
        to = [];
        say('250 ok');
        break;
      case 'RCPT':
        to.push(addressIn(line));
        say('250 ok');
        break;
      case 'DATA':
        content = [];
        say('354 go on');
        break;
      case 'QUIT':
        say('221 bye');
        socket.end();
        break;
      default:
        say('250 ok');
    }
  }
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

const unfolded = (lines: readonly string[]): string =>
  lines.join('\n').replaceAll('=\n', '').replaceAll('=3D', '=');
