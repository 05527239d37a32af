import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller.js';
import { SecurityLog } from '../../auth/security-log.js';
import { newId } from '../../common/ids/uuid.js';
import { type Sql } from '../../database/database.js';
import { packageNotFound } from '../../packages/package-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { accessErrors } from '../access-errors.js';
import { drawAccessCode } from '../domain/access-code.js';
import { ChainTransactions, type EntitlementBody } from './chain-transactions.js';
import { type Given, GrantsRepository, type NewGrant } from './grants.repository.js';

/** The name of access without a package. */
const GIVEN_NAME = 'Given by the operator';

/** Access that an operator gives, by a package or by values of their own. */
export interface Grant {
  readonly routerId: number;
  readonly sold: { readonly packageId: number } | Omit<Given, 'packageId' | 'packageName'>;
  /** In the form `+254712345678`, or empty. */
  readonly phoneE164: string;
  readonly macAddress: string | null;
  readonly reason: string;
}

/** Lets operators give access without a payment: a gift, or a compensation. */
@Injectable()
export class GrantAccessService {
  constructor(
    private readonly transactions: ChainTransactions,
    private readonly grants: GrantsRepository,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Gives access from now on, with a code of its own. It continues nothing, because nothing proves
   * that the customer is the same.
   *
   * @throws ApiError 404 when the operator has no such router or package, and 400 when the package is
   *   one of another router
   */
  async grant({ userId, username }: Caller, grant: Grant): Promise<EntitlementBody> {
    const body = await this.transactions.create(userId, async (tx) => {
      const { routerId, phoneE164, macAddress, reason } = grant;
      if (!(await this.grants.lockRouter(tx, userId, routerId))) throw routerNotFound();
      const given = await this.givenBy(tx, userId, grant);
      const by = { operator: username, reason };
      const made = { userId, routerId, phoneE164, macAddress, ...given, ...by };
      const id = await this.insert(tx, made);
      await this.log.record(tx, 'access_given', { userId, entitlementId: id });
      return id;
    });
    this.log.write('access_given', { userId, entitlementId: body.id });
    return body;
  }

  private async givenBy(tx: Sql, userId: number, { sold, routerId }: Grant): Promise<Given> {
    if (!('packageId' in sold)) return { ...sold, packageId: null, packageName: GIVEN_NAME };
    const found = await this.grants.findPackage(tx, userId, sold.packageId);
    if (!found) throw packageNotFound();
    if (found.routerId !== routerId) throw accessErrors.packageOfOtherRouter();
    return found;
  }

  private async insert(tx: Sql, grant: Omit<NewGrant, 'id' | 'accessCode'>): Promise<string> {
    const id = newId();
    // A code is taken once in 8.5e11 draws for each that the operator has.
    while (!(await this.grants.insert(tx, { ...grant, id, accessCode: drawAccessCode() }))) {
      continue;
    }
    return id;
  }
}
