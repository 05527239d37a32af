import { setTimeout as delay } from 'node:timers/promises';

export type Json = Readonly<Record<string, unknown>>;

/** A call of a portal or a dashboard. */
export interface Call {
  /** The name under which it is counted. */
  readonly name: string;
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The response of a server. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

const MAX_WAIT_MS = 30_000;
/** A killed server is back within seconds, or within a minute on a busy machine; so two minutes. */
const MAX_TRIES = 240;
const PAUSE_MS = 500;

/** Calls the servers as customers behind a load balancer do, and counts the responses. */
export class Servers {
  /** The number of responses by call and status. */
  readonly tally = new Map<string, number>();

  constructor(
    private readonly urls: readonly string[],
    private readonly onSurprise: (words: string) => void,
    /** Whether an error is no surprise now. */
    private readonly isExcused: () => boolean = () => false,
  ) {}

  /**
   * Calls a server, and the next one when the connection fails.
   *
   * @param first the first server, counted from 0; may exceed the number of servers
   * @throws Error when none has responded for a long time
   */
  async call(first: number, call: Call): Promise<Answer> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const answer = await this.callOnce(first + tries, call);
      if (answer) return answer;
      await delay(PAUSE_MS);
    }
    throw new Error(`Nobody answers ${call.path}`);
  }

  /** Calls one server once; null when it does not respond. */
  async callOnce(server: number, call: Call): Promise<Answer | null> {
    const { name, method = 'POST', path, body, headers } = call;
    try {
      const response = await fetch(`${this.urls[server % this.urls.length] ?? ''}${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        signal: AbortSignal.timeout(MAX_WAIT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = { status: response.status, body: (await response.json()) as Json };
      this.count(`${name} ${answer.status}`);
      if (answer.status === 500 && !this.isExcused()) {
        this.onSurprise(`${name} was answered 500, request ${String(answer.body['request_id'])}`);
      }
      return answer;
    } catch {
      this.count(`${name} no answer`);
      return null;
    }
  }

  private count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }
}
