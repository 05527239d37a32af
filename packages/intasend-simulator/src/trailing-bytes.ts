import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/**
 * Lets requests be answered that are followed by bytes which belong to none.
 *
 * IntaSend's own Node client sends a JSON body with each GET but does not say so in the
 * headers. Node's parser takes that body for a second, broken request and would cut the
 * connection before the first is answered; the servers in front of IntaSend do not. Nothing can be
 * read from such a connection any more, and the answer says so, for the client's next call would
 * fail on it.
 */
export function forgiveTrailingBytes(server: Server): void {
  const answering = new Map<Duplex, ServerResponse>();
  // Before the application, which may answer at once.
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (hasUnannouncedBody(request)) response.setHeader('Connection', 'close');
    answering.set(socket, response);
    response.once('close', () => {
      if (answering.get(socket) === response) answering.delete(socket);
    });
  });
  server.on('clientError', (_error: Error, socket: Duplex) => {
    const response = answering.get(socket);
    if (response?.headersSent === false) response.setHeader('Connection', 'close');
    else if (response?.writableFinished === false) response.once('finish', () => socket.end());
    else if (response !== undefined) socket.end();
    else if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
}

/** A type of content, and no length: the headers that IntaSend's Node client sends with a GET. */
function hasUnannouncedBody({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers['content-type'] !== undefined &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  );
}
