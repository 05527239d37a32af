import { badRequest } from './refused.js';
import { type Row } from './row.js';
import { type Kind } from './values.js';

/** A menu of rows, such as `ip/hotspot/user`. */
export interface Menu {
  /** The rows with their ids, as an answer shows them. */
  list(): readonly Row[];
  /** Adds a row. @throws Refused */
  add(values: Row): Row;
  /** Changes a row. @throws Refused */
  set(id: string, values: Row): Row;
  /** Removes a row. @throws Refused */
  remove(id: string): void;
  /** Further commands of the menu by name. */
  readonly commands?: Readonly<Record<string, (values: Row) => unknown>>;
}

/** What a table of settings holds. */
export interface TableOptions {
  /** The properties that may be set. */
  readonly kinds: Readonly<Record<string, Kind>>;
  /** The values of a new row. */
  readonly defaults?: Row;
  /** The properties that a new row must have. */
  readonly required?: readonly string[];
  /** The refusal when another row has the same name; without it, names may repeat. */
  readonly nameTaken?: string;
  /** Further checks of a row. @throws Refused */
  readonly check?: (row: Row) => void;
  /** Properties that are computed at each reading. */
  readonly computed?: (row: Row) => Row;
  /** Refuses or follows the removal of a row. @throws Refused */
  readonly removing?: (row: Row) => void;
}

/** A menu whose rows are settings: whoever has the API adds, changes and removes them. */
export class Table implements Menu {
  private readonly rows = new Map<string, Row>();

  constructor(
    private readonly options: TableOptions,
    private readonly nextId: () => string,
  ) {}

  list(): readonly Row[] {
    return [...this.rows.values()].map((row) => this.shown(row));
  }

  /** The row with this name, as an answer shows it. */
  named(name: string): Row | undefined {
    return this.list().find((row) => row['name'] === name);
  }

  add(values: Row): Row {
    const missing = (this.options.required ?? []).filter((name) => values[name] === undefined);
    if (missing.length > 0) {
      throw badRequest(`missing value(s) of argument(s) ${missing.join(', ')}`);
    }
    return this.store({ ...this.options.defaults, ...this.normal(values) }, this.nextId());
  }

  set(id: string, values: Row): Row {
    return this.store({ ...this.rows.get(id), ...this.normal(values) }, id);
  }

  remove(id: string): void {
    const row = this.rows.get(id);
    if (row) this.options.removing?.(row);
    this.rows.delete(id);
  }

  /** Puts a row there that the router has from the beginning. */
  preset(id: string, row: Row): void {
    this.rows.set(id, { '.id': id, ...this.options.defaults, ...row });
  }

  private store(values: Row, id: string): Row {
    const row: Row = { ...values, '.id': id };
    const others = [...this.rows.values()].filter((each) => each['.id'] !== id);
    const { nameTaken, check } = this.options;
    if (nameTaken !== undefined && others.some((each) => each['name'] === row['name'])) {
      throw badRequest(nameTaken);
    }
    check?.(row);
    this.rows.set(id, row);
    return this.shown(row);
  }

  private normal(values: Row): Row {
    const entries = Object.entries(values).map(([name, value]) => {
      const kind = this.options.kinds[name];
      if (!kind) throw badRequest(`unknown parameter ${name}`);
      const written = kind(value);
      if (written === null) throw badRequest(`invalid value for argument ${name}`);
      return [name, written] as const;
    });
    return Object.fromEntries(entries);
  }

  private shown(row: Row): Row {
    return { ...row, ...this.options.computed?.(row) };
  }
}

/** A menu whose rows the router makes by itself. They can be removed at most. */
export class LiveTable implements Menu {
  readonly commands: Readonly<Record<string, (values: Row) => unknown>>;

  constructor(
    readonly list: () => readonly Row[],
    readonly remove: (id: string) => void,
    commands: Readonly<Record<string, (values: Row) => unknown>> = {},
  ) {
    this.commands = commands;
  }

  add(): never {
    throw badRequest('no such command');
  }

  set(): never {
    throw badRequest('no such command');
  }
}
