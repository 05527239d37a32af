import { Injectable } from '@nestjs/common';
import { createSocket, type Socket } from 'node:dgram';
import { type Secret } from '../../common/crypto/secret.js';
import { Settings } from '../../config/settings.js';
import {
  encodeRequest,
  readAnswer,
  type RouterAnswer,
  type RouterRequest,
} from './radius-packet.js';

/** How long an answer is waited for, in ms. */
export const ANSWER_WAIT_MS = 2_000;

/** Where a router takes requests. */
export interface CoaTarget {
  /** IPv4. */
  readonly address: string;
  readonly port: number;
  readonly secret: Secret;
}

/**
 * Sends Disconnect-Requests and CoA-Requests (RFC 5176) to routers, from the address in
 * `RADIUS_COA_SOURCE`. A request is one packet; whoever calls decides whether to send it again.
 */
@Injectable()
export class CoaClient {
  constructor(private readonly settings: Settings) {}

  /**
   * Sends a request with an id from 0 to 255 and waits for its answer. Only packets from the router's address and port that
   * are signed with its secret count.
   *
   * @returns null when no answer came in time, or the network refused the packet
   * @throws RangeError when the request cannot be encoded
   */
  async send(
    { address, port, secret }: CoaTarget,
    request: RouterRequest,
    id: number,
  ): Promise<RouterAnswer | null> {
    // Each request has a socket, and so a port of its own, so that ids need not be unique.
    const packet = encodeRequest(request, id, secret);
    const socket = createSocket('udp4');
    try {
      return await this.exchange(socket, { address, port }, packet, secret);
    } finally {
      socket.close();
    }
  }

  private exchange(
    socket: Socket,
    { address, port }: Omit<CoaTarget, 'secret'>,
    packet: Buffer,
    secret: Secret,
  ): Promise<RouterAnswer | null> {
    return new Promise((resolve) => {
      const end = (answer: RouterAnswer | null): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      const timer = setTimeout(end, ANSWER_WAIT_MS, null);
      // A refused port, a network that cannot be reached, or a source address that is not there.
      socket.on('error', () => {
        end(null);
      });
      socket.on('message', (message) => {
        const answer = readAnswer(message, packet, secret);
        if (answer) end(answer);
      });
      // A connected socket receives nothing from other addresses.
      socket.on('connect', () => {
        socket.send(packet);
      });
      const source = this.settings.radius.coaSource;
      socket.bind({ port: 0, ...(source === undefined ? {} : { address: source }) }, () => {
        socket.connect(port, address);
      });
    });
  }
}
