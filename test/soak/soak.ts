import { setTimeout as delay } from 'node:timers/promises';
import { auditAccess } from './access-audit.js';
import { type AccessBooks } from './access-books.js';
import { audit, type AuditRules } from './audit.js';
import { type Books } from './books.js';
import { Chaos } from './chaos.js';
import { Customer, type Market } from './customers.js';
import { FinalLogins } from './final-logins.js';
import { Hotspots } from './hotspots.js';
import { type Json, Servers } from './http.js';
import { KopoKopoClient } from './kopokopo-client.js';
import { type SoakOptions } from './options.js';
import { drawPlan, type Plan } from './plan.js';
import { Reading, type Unrest } from './reading.js';
import { type Outcome } from './report.js';
import { openShop, type SoakShop } from './shops.js';
import { Sightings } from './sightings.js';
import { SimulatorClient } from './simulator-client.js';
import { TillPayers } from './till-payers.js';
import { type SoakEnvironment } from './environment.js';

const SHOPS = 4;
const LOOK_EVERY_MS = 1_000;
const SUPPORT_EVERY_MS = 3_000;
/** Nothing has changed for longer than a killed worker keeps its jobs, so nothing will. */
const PATIENCE_MS = 120_000;

/** One soak test in a running environment: sells, causes failures, waits, audits. */
export class Soak {
  private readonly simulator: SimulatorClient;
  private readonly kopoKopo: KopoKopoClient;
  private readonly servers: Servers;
  private readonly reading: Reading;
  private readonly sightings = new Sightings();
  private readonly plan: Plan;
  private readonly rules: AuditRules;
  private switchedOff = 0;
  private isSelling = true;

  constructor(
    private readonly options: SoakOptions,
    private readonly environment: SoakEnvironment,
    private readonly surprises: string[],
    private readonly say: (line: string) => void,
  ) {
    this.simulator = new SimulatorClient(environment.simulatorUrl);
    this.kopoKopo = new KopoKopoClient(environment.kopoKopoUrl);
    this.servers = new Servers(
      environment.servers.map(({ url }) => url),
      (words) => void surprises.push(words),
      () => environment.isDatabaseAway(),
    );
    this.reading = new Reading(environment.databaseUrl);
    this.plan = drawPlan(options, SHOPS);
    const { webhooks, reconciliation } = options;
    this.rules = {
      everythingEnds: reconciliation,
      tillsReport: webhooks,
      onlySource: !webhooks ? 'reconciliation' : !reconciliation ? 'webhook' : null,
    };
  }

  /** Runs the whole test. */
  async run(): Promise<Outcome> {
    try {
      const shops = await this.openShops();
      if (!this.options.webhooks) await this.muteWebhooks();
      const { simulator, kopoKopo } = this;
      const chaos = new Chaos(this.plan.mishaps, simulator, kopoKopo, this.environment);
      const hotspots = await this.openHotspots(shops);
      const beside = [this.watchExpiries(), this.supportShops(shops)];
      const tillPayers = new TillPayers(this.servers, kopoKopo, shops);
      await Promise.all([this.sell(shops, hotspots, chaos), this.payTills(tillPayers)]);
      await chaos.over();
      const unstruck = (await simulator.clearFaults()) + (await kopoKopo.clearFaults());
      this.say('Money at the tills waits for its prompts, and is assigned and claimed then.');
      await tillPayers.settle(this.reading);
      this.say('Everything is sold; waiting for quiet.');
      const { books, differences } = await this.quiet(shops);
      this.isSelling = false;
      await Promise.all(beside);
      const access = await this.accessBooks(shops, hotspots);
      return {
        books,
        access,
        differences: [...differences, ...(access === null ? [] : auditAccess(access))],
        radiusKills: chaos.radiusKills,
        databaseRestarts: chaos.databaseRestarts,
        answers: this.servers.tally,
        struck: [...(await simulator.struck()), ...(await kopoKopo.struck())],
        unstruck,
        kills: chaos.kills,
        switchedOff: this.switchedOff,
        webhooks: await this.reading.webhooks(),
      };
    } finally {
      this.isSelling = false;
      await this.reading.close();
    }
  }

  private async muteWebhooks(): Promise<void> {
    await this.simulator.muteWebhooks();
    await this.kopoKopo.muteWebhooks();
  }

  private openShops(): Promise<SoakShop[]> {
    const urls = this.environment.servers.map(({ url }) => url);
    return Promise.all(
      Array.from({ length: SHOPS }, (_, index) => {
        const url = `${urls[index % urls.length] ?? ''}/payments/webhook/`;
        return openShop(this.servers, this.simulator, url, index < SHOPS / 2);
      }),
    );
  }

  private async openHotspots(shops: readonly SoakShop[]): Promise<Hotspots | null> {
    const { radius, databaseUrl, directory } = this.environment;
    return radius ? Hotspots.open(shops, radius.ports, databaseUrl, directory) : null;
  }

  /** Logs everyone in who has paid or not, and lets what was bought end. */
  private async accessBooks(
    shops: readonly SoakShop[],
    hotspots: Hotspots | null,
  ): Promise<AccessBooks | null> {
    if (!hotspots) return null;
    this.say('Everybody logs in once more.');
    const { access } = this.reading;
    const shopOf = new Map(shops.map(({ routerId }, index) => [Number(routerId), index]));
    const final = new FinalLogins(hotspots, access, shopOf);
    const finals = await final.logins();
    // Read before the ends are moved.
    const payments = await access.payments();
    const entitlements = await access.entitlements();
    const accepted = await access.accepted();
    this.say('What was bought ends now.');
    const ends = await final.ends();
    await hotspots.close();
    const { sightings } = hotspots;
    return { payments, entitlements, accepted, sightings, finals, ends };
  }

  private async sell(
    shops: readonly SoakShop[],
    hotspots: Hotspots | null,
    chaos: Chaos,
  ): Promise<void> {
    const { servers, simulator, kopoKopo, sightings } = this;
    const market: Market = { servers, simulator, kopoKopo, shops, sightings, hotspots };
    const { purchases } = this.plan;
    const sayEvery = Math.max(1, Math.floor(purchases.length / 10));
    let next = 0;
    const oneAfterAnother = async (): Promise<void> => {
      for (;;) {
        const purchase = purchases[next];
        if (!purchase) return;
        next += 1;
        if (next % sayEvery === 0) this.say(`${next} of ${purchases.length} customers`);
        await chaos.customerBegins(purchase.index);
        await new Customer(market, purchase).buy();
      }
    };
    await Promise.all(Array.from({ length: this.options.customers }, oneAfterAnother));
  }

  private async payTills(payers: TillPayers): Promise<void> {
    for (const purchase of this.plan.tillPurchases) await payers.pay(purchase);
  }

  /** Records the access times of each payment that completes. */
  private async watchExpiries(): Promise<void> {
    while (this.isSelling) {
      const completed = await this.reading.completed().catch(this.whileDatabaseIsAway);
      for (const seen of completed ?? []) this.sightings.note(seen);
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Lets a read fail while PostgreSQL is being restarted. */
  private readonly whileDatabaseIsAway = (error: unknown): null => {
    if (this.environment.isDatabaseAway()) return null;
    throw error;
  };

  /**
   * Switches webhooks on again that failed too often while a server was down, as IntaSend's support
   * does.
   */
  private async supportShops(shops: readonly SoakShop[]): Promise<void> {
    while (this.isSelling) {
      for (const { publishableKey } of shops) {
        if (await this.simulator.switchWebhookOn(publishableKey)) this.switchedOff += 1;
      }
      await delay(SUPPORT_EVERY_MS);
    }
  }

  /** Waits until nothing is due any more and the books agree, or until nothing changes any more. */
  private async quiet(
    shops: readonly SoakShop[],
  ): Promise<{ readonly books: Books; readonly differences: readonly string[] }> {
    let lastMove = Date.now();
    let before = '';
    for (;;) {
      const unfinished = (await this.simulator.unfinished()) + (await this.kopoKopo.unfinished());
      const unrest = await this.reading.unrest();
      const isQuiet = unfinished === 0 && this.isAtRest(unrest);
      const now = JSON.stringify([unfinished, unrest]);
      if (now !== before) lastMove = Date.now();
      before = now;
      const isOver = Date.now() - lastMove > PATIENCE_MS;
      if (isQuiet || isOver) {
        const books = await this.books(shops);
        const differences = audit(books, this.rules);
        if (differences.length === 0 || isOver) return { books, differences };
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  private isAtRest({ open, due, locked }: Unrest): boolean {
    return due === 0 && locked === 0 && (open === 0 || !this.rules.everythingEnds);
  }

  private async books(shops: readonly SoakShop[]): Promise<Books> {
    // The ledger is read first, so that the database surely has had the chance to know all of it.
    const invoices = [...(await this.simulator.ledger()), ...(await this.kopoKopo.ledger())];
    return {
      invoices,
      payments: await this.reading.payments(),
      attempts: await this.reading.attempts(),
      receipts: await this.reading.receipts(),
      history: await this.reading.history(),
      jobs: await this.reading.jobs(),
      reviewsShown: await this.reviewsShown(shops),
      seen: this.sightings.all,
      surprises: [...this.surprises],
    };
  }

  /** Reads the operators' own lists of payments under review, page by page. */
  private async reviewsShown(shops: readonly SoakShop[]): Promise<ReadonlySet<string>> {
    const shown = new Set<string>();
    for (const { token } of shops) {
      let path: string | null = '/payments/?review=true&limit=200';
      while (path !== null) {
        const call = { name: 'list', method: 'GET', path, headers: token } as const;
        const { body } = await this.servers.call(0, call);
        for (const payment of body['results'] as readonly Json[]) {
          if (payment['review_reason'] !== null) shown.add(String(payment['id']));
        }
        path = pathOf(body['next']);
      }
    }
    return shown;
  }
}

const pathOf = (url: unknown): string | null => {
  if (typeof url !== 'string') return null;
  const { pathname, search } = new URL(url, 'http://127.0.0.1');
  return `${pathname}${search}`;
};
