import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/**
 * Lets requests be answered that are followed by bytes which belong to none.
 *
 * IntaSend's own Node client sends a JSON body with each GET but does not say so in the
 * headers. Node's parser takes that body for a second, broken request and would cut the
 * connection before the first is answered; the servers in front of IntaSend do not.
 */
export function forgiveTrailingBytes(server: Server): void {
  const answering = new Map<Duplex, ServerResponse>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    answering.set(socket, response);
    response.once('close', () => {
      if (answering.get(socket) === response) answering.delete(socket);
    });
  });
  server.on('clientError', (_error: Error, socket: Duplex) => {
    const response = answering.get(socket);
    if (response?.headersSent === false) response.setHeader('Connection', 'close');
    else if (response !== undefined) response.once('finish', () => socket.end());
    else if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
}
