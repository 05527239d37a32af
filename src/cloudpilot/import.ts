import {
  EntitlementsRepository,
  type OverlookedPayment,
} from '../access/entitlements.repository.js';
import { type Database, type Sql } from '../database/database.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { usernameKey } from '../users/username.js';
import { type LockedOut, lockedOutOf, remarkOnPackage } from './remarks.js';
import { type CloudPilot } from './source.js';
import {
  type AddedPayments,
  type Known,
  type NumberedTable,
  TargetRepository,
  type TargetTable,
} from './target.repository.js';
import { type TargetCredential, type TargetPayment } from './target-rows.js';
import { translatePayment } from './translate-payment.js';
import {
  type Rings,
  translateApiKey,
  translateCredential,
  translatePackage,
  translateRouter,
  translateUser,
} from './translate-shop.js';

/** The number of payments that are read, translated and written together. */
const BATCH = 500;
/** The environment of payments whose operator has no keys: real money, to be safe. */
const WITHOUT_KEYS: ProviderEnvironment = 'live';

/** The options of an import. */
export interface ImportOptions {
  readonly rings: Rings;
  /** Whether to roll everything back at the end. */
  readonly isDryRun: boolean;
  /** The delay before an open payment is first reconciled, in ms. */
  readonly firstDelayMs: number;
}

/** The numbers of rows before, read, added and after, by table. */
export interface ImportReport {
  readonly found: Readonly<Record<TargetTable, number>>;
  readonly before: Readonly<Record<TargetTable, number>>;
  readonly added: Readonly<Record<TargetTable, number>>;
  readonly after: Readonly<Record<TargetTable, number>>;
  /** Payments in CloudPilot by their status there. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Open payments that are reconciled from now on. */
  readonly followed: number;
  /** Operators who cannot log in with their password until they get a new one. */
  readonly lockedOut: readonly LockedOut[];
  /** Rows that were imported unchanged but cannot be used in every way. */
  readonly remarks: readonly string[];
}

/** Rows that cannot be imported. Nothing was changed; each fault names its row. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';

  constructor(readonly faults: readonly string[]) {
    super(`${faults.length} rows stand in the way; nothing was changed`);
  }
}

/** Gives an entitlement to each imported payment that is not over: its customer keeps the time. */
async function createEntitlements(tx: Sql): Promise<void> {
  const entitlements = new EntitlementsRepository();
  let found: readonly OverlookedPayment[];
  do {
    found = await entitlements.findOverlooked(tx, BATCH);
    for (const payment of found) await entitlements.createOverlooked(tx, payment);
  } while (found.length === BATCH);
}

/** Ends a dry run, so that its transaction rolls back. */
class TakenBack extends Error {
  override readonly name = 'TakenBack';

  constructor(readonly report: ImportReport) {
    super('a dry run leaves nothing behind');
  }
}

/**
 * Imports a CloudPilot database: all of it in one transaction, or nothing. Ids stay the same,
 * because portals contain them. Rows of an earlier import are not changed, so the import can be
 * repeated for the rows that were added since.
 *
 * @throws ImportRefused naming every row that cannot be imported
 */
export async function importCloudPilot(
  source: CloudPilot,
  database: Database,
  options: ImportOptions,
): Promise<ImportReport> {
  try {
    return await database.transaction(async (tx) => {
      const run = new ImportRun(source, new TargetRepository(tx), options);
      const report = await run.all();
      await createEntitlements(tx);
      if (options.isDryRun) throw new TakenBack(report);
      return report;
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.report;
    throw error;
  }
}

/** One import with the faults found so far. */
class ImportRun {
  private readonly faults: string[] = [];
  private credentials: readonly TargetCredential[] = [];

  constructor(
    private readonly source: CloudPilot,
    private readonly target: TargetRepository,
    private readonly options: ImportOptions,
  ) {}

  async all(): Promise<ImportReport> {
    const { source, target } = this;
    await target.holdStill();
    const before = await target.counts();
    const shop = await this.readShop();
    await this.refuseClashes(shop);
    this.refuseIfFaulty();

    const users = await target.add('users', shop.users);
    const added = {
      users,
      api_keys: await target.addApiKeys(shop.apiKeys),
      routers: await target.add('routers', shop.routers),
      packages: await target.add('packages', shop.packages),
      credentials: await target.add('credentials', shop.credentials),
    };
    for (const { invoiceId, paymentIds } of await source.sharedInvoices()) {
      this.faults.push(`payments_payment ${paymentIds.join(', ')}: all claim invoice ${invoiceId}`);
    }
    const payments = await this.bringPayments();
    this.refuseIfFaulty();
    // A rollback does not reset sequences, so a dry run must not change them.
    if (!this.options.isDryRun) await target.moveSequencesOn();
    return {
      found: {
        users: shop.users.length,
        api_keys: shop.apiKeys.length,
        routers: shop.routers.length,
        packages: shop.packages.length,
        credentials: shop.credentials.length,
        payments: payments.found,
      },
      before,
      added: { ...added, payments: payments.added },
      after: await target.counts(),
      statuses: payments.statuses,
      followed: payments.followed,
      lockedOut: await this.lockedOut(shop.lockedOut),
      remarks: shop.packages.flatMap((row) => remarkOnPackage(row) ?? []),
    };
  }

  private async readShop() {
    const { source, options } = this;
    const idOf = ({ id }: { readonly id: number | string }): unknown => id;
    const sourceUsers = await source.users();
    const users = this.translated('auth_user', sourceUsers, idOf, translateUser);
    const lockedOut = sourceUsers.flatMap((user) => lockedOutOf(user) ?? []);
    const apiKeys = this.translated(
      'users_apikey of user',
      await source.apiKeys(),
      ({ userId }) => userId,
      translateApiKey,
    );
    const routers = this.translated('routers_router', await source.routers(), idOf, (row) =>
      translateRouter(row, options.rings),
    );
    const packages = this.translated(
      'routers_package',
      await source.packages(),
      idOf,
      translatePackage,
    );
    this.credentials = this.translated(
      'payments_paymentcredentials',
      await source.credentials(),
      idOf,
      (row) => translateCredential(row, options.rings),
    );
    return { users, lockedOut, apiKeys, routers, packages, credentials: this.credentials };
  }

  private async refuseClashes(shop: Awaited<ReturnType<ImportRun['readShop']>>): Promise<void> {
    const { target } = this;
    const owner = ({ user_id }: { readonly user_id: number }): string => String(user_id);
    await this.refuseTaken('users', shop.users, ({ username }) => username);
    await this.refuseTaken('routers', shop.routers, owner);
    await this.refuseTaken('packages', shop.packages, (row) => `${row.user_id}/${row.router_id}`);
    await this.refuseTaken('credentials', shop.credentials, owner);
    const names = new Set<string>();
    for (const { id, username } of shop.users) {
      const name = usernameKey(username);
      if (names.has(name)) this.faults.push(`auth_user ${id}: differs from another only by case`);
      names.add(name);
    }
    for (const username of await target.namesOfOthers(shop.users)) {
      this.faults.push(`auth_user ${username}: another operator here has that name`);
    }
    for (const userId of await target.keysOfOthers(shop.apiKeys)) {
      this.faults.push(`users_apikey of user ${userId}: another operator here has that key`);
    }
  }

  /** Reports rows whose id is used by another row here. */
  private async refuseTaken<
    Row extends { readonly id: number | string; readonly created_at: Date },
  >(
    table: NumberedTable | 'payments',
    rows: readonly Row[],
    ownerOf: (row: Row) => string,
  ): Promise<void> {
    const ids = rows.map(({ id }) => id);
    const known = new Map((await this.target.known(table, ids)).map((row) => [row.id, row]));
    for (const row of rows) {
      const here = known.get(String(row.id));
      if (here && !isSame(here, ownerOf(row), row.created_at)) {
        this.faults.push(`${table} ${row.id}: another row here has that id`);
      }
    }
  }

  private async bringPayments(): Promise<
    AddedPayments & { readonly found: number; readonly statuses: Record<string, number> }
  > {
    const sum = { found: 0, added: 0, followed: 0 };
    const statuses: Record<string, number> = {};
    for await (const batch of this.source.payments(BATCH)) {
      const payments = this.translated(
        'payments_payment',
        batch,
        ({ id }) => id,
        (row) => translatePayment(row, (userId, provider) => this.environmentOf(userId, provider)),
      );
      await this.refuseTaken('payments', payments, ({ user_id }) => String(user_id));
      // With a fault nothing is kept, and the database would stop at the first row that it rejects.
      const { added, followed } = this.faults.length > 0 ? NONE : await this.addPayments(payments);
      sum.found += batch.length;
      sum.added += added;
      sum.followed += followed;
      for (const { status } of batch) statuses[status] = (statuses[status] ?? 0) + 1;
    }
    return { ...sum, statuses };
  }

  /** The operators who have not been given a password here since an earlier import. */
  private async lockedOut(users: readonly LockedOut[]): Promise<readonly LockedOut[]> {
    const ids = await this.target.withoutOwnHash(users.map(({ id }) => id));
    return users.filter(({ id }) => ids.includes(id));
  }

  private addPayments(payments: readonly TargetPayment[]): Promise<AddedPayments> {
    return this.target.addPayments(payments, this.options.firstDelayMs);
  }

  /**
   * The environment of the keys that the operator's payments use: the newest active ones, else the
   * newest.
   */
  private environmentOf(userId: number, provider: ProviderCode): ProviderEnvironment {
    const own = this.credentials.filter(
      (credential) => credential.user_id === userId && credential.provider === provider,
    );
    const inUse = own.findLast(({ is_active }) => is_active) ?? own.at(-1);
    return inUse?.environment ?? WITHOUT_KEYS;
  }

  private translated<Source, Target>(
    table: string,
    rows: readonly Source[],
    idOf: (row: Source) => unknown,
    translate: (row: Source) => Target | string,
  ): Target[] {
    return rows.flatMap((row) => {
      const translation = translate(row);
      if (typeof translation !== 'string') return [translation];
      this.faults.push(`${table} ${String(idOf(row))}: ${translation}`);
      return [];
    });
  }

  private refuseIfFaulty(): void {
    if (this.faults.length > 0) throw new ImportRefused(this.faults);
  }
}

const NONE: AddedPayments = { added: 0, followed: 0 };

/**
 * An earlier import may have stored a name in another spelling. Both times have millisecond
 * precision, and nobody creates two rows of one owner in the same millisecond.
 */
const isSame = (here: Known, owner: string, createdAt: Date): boolean =>
  usernameKey(here.owner) === usernameKey(owner) &&
  here.createdAt.getTime() === createdAt.getTime();
