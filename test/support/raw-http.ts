import { once } from 'node:events';
import { connect } from 'node:net';

/** A response, parsed no further than necessary. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/**
 * Sends bytes and reads until the server closes the connection, for requests that no client would
 * send.
 */
export async function sendRaw(url: string, text: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8');
  let received = '';
  socket.on('data', (chunk: string) => (received += chunk));
  await once(socket, 'connect');
  socket.write(text);
  await once(socket, 'end');
  const [headers = '', ...body] = received.split('\r\n\r\n');
  return { status: Number(headers.split(' ')[1]), headers, body: body.join('\r\n\r\n') };
}
