import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A response as IntaSend's Node client receives it. */
export interface NodeAnswer {
  readonly status: number | undefined;
  readonly body: Record<string, unknown>;
  /** Whether the connection was used before. */
  readonly isReused: boolean;
}

/**
 * Sends what IntaSend's official Node client sends: keep-alive connections, both keys with every
 * call, and a JSON body also with GET, for which Node sends neither length nor encoding.
 */
export class NodeClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @param payload is sent with the publishable key added, as the client does */
  async send(method: 'GET' | 'POST', path: string, payload: object = {}): Promise<NodeAnswer> {
    const call = request(new URL(path, this.#url), {
      method,
      agent: this.#agent,
      headers: {
        'Content-Type': 'application/json',
        Authorization: 'Bearer ISSecretKey_test_node',
        INTASEND_PUBLIC_API_KEY: 'ISPubKey_test_node',
      },
    });
    call.write(JSON.stringify({ ...payload, public_key: 'ISPubKey_test_node' }));
    call.end();
    return new Promise((resolve, reject) => {
      call.once('error', reject);
      call.once('response', (response) => {
        text(response).then((body) => {
          resolve({
            status: response.statusCode,
            body: JSON.parse(body) as Record<string, unknown>,
            isReused: call.reusedSocket,
          });
        }, reject);
      });
    });
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }
}
