import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/**
 * Allows requests that are followed by bytes which belong to no request.
 * IntaSend's Node client sends a JSON body with each GET, without announcing it in the headers.
 * Node's parser reads that body as a second, malformed request and would close the connection
 * before the response to the first; the servers of IntaSend do not. Nothing more can be read from
 * such a connection, and the response says so, because the client's next call would fail on it.
 */
export function forgiveTrailingBytes(server: Server): void {
  const answering = new Map<Duplex, ServerResponse>();
  // Runs before the application, which may respond at once.
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

/** A content type without a length: the headers of a GET of IntaSend's Node client. */
function hasUnannouncedBody({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers['content-type'] !== undefined &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined
  );
}
