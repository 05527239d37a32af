import { Injectable } from '@nestjs/common';
import { randomHex } from '../../common/crypto/tokens.js';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';

const SECRET_BYTES = 16;

const ADD = statement<unknown, { routerId: number; secret: string }>(
  'add_nas',
  `
  INSERT INTO radius.nas (router_id, secret) VALUES (:routerId, :secret)
  ON CONFLICT (router_id) DO NOTHING`,
);

/** The routers as RADIUS clients. */
@Injectable()
export class NasRepository {
  /** Gives a router a new shared secret, unless it has one. */
  async add(tx: Sql, routerId: number): Promise<void> {
    await tx.query(ADD({ routerId, secret: randomHex(SECRET_BYTES) }));
  }
}
