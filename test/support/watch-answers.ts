import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Exchange } from './document-judge.js';

type Chunk = string | Uint8Array;

/** Reports every response of a server, as it is sent. */
export function watchAnswers(server: Server, tell: (exchange: Exchange) => void): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    const keep = (chunk: unknown): void => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(bytesOf(chunk));
    };
    const write = response.write.bind(response) as (...given: unknown[]) => boolean;
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.write = (...given: unknown[]) => {
      keep(given[0]);
      return write(...given);
    };
    response.end = (...given: unknown[]) => {
      keep(given[0]);
      return end(...given);
    };
    const { url = '', method = '' } = request;
    response.once('finish', () => {
      tell({
        method,
        url,
        sent: (request as { readonly body?: unknown }).body,
        status: response.statusCode,
        headers: response.getHeaders(),
        body: Buffer.concat(chunks),
      });
    });
  });
}

const bytesOf = (chunk: Chunk): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
