import { type Cents, centsAsText, parseCents } from '../model/money.js';
import { ApiError, type Complaint } from './api-error.js';
import { isObject } from './body.js';

/** The limits of an amount, both included. */
export interface AmountLimits {
  readonly min: Cents;
  readonly max: Cents;
}

/**
 * Reads the fields of a request and collects all errors, so that a bad request gets one response
 * with everything that is wrong. Null counts as absent, because the Python client sends all
 * optional fields, mostly as null.
 */
export class Fields {
  readonly #body: Readonly<Record<string, unknown>>;
  /** The prefix of field names in errors, such as `transactions.0.`. */
  readonly #prefix: string;
  readonly #complaints: Complaint[];

  constructor(body: Readonly<Record<string, unknown>>, prefix = '', complaints: Complaint[] = []) {
    this.#body = body;
    this.#prefix = prefix;
    this.#complaints = complaints;
  }

  /** A text, or null when absent. Numbers are accepted as text. */
  text(name: string, maxLength: number): string | null {
    const value = this.#body[name] ?? null;
    if (value === null) return null;
    if (typeof value !== 'string' && typeof value !== 'number') {
      return this.complain(name, 'invalid', 'Not a valid string.');
    }
    const text = String(value).trim();
    if (text.length > maxLength) {
      const detail = `Ensure this field has no more than ${maxLength} characters.`;
      return this.complain(name, 'max_length', detail);
    }
    return text;
  }

  /** A required text. */
  requiredText(name: string, maxLength: number): string {
    const text = this.text(name, maxLength);
    if (text === '') this.complain(name, 'blank', 'This field may not be blank.');
    if (text === null) this.#require(name);
    return text ?? '';
  }

  /** An amount of money, or null when absent. */
  amount(name: string, limits: AmountLimits): Cents | null {
    const value = this.#body[name] ?? null;
    if (value === null) return null;
    const cents = parseCents(value);
    if (cents === 'invalid') return this.complain(name, cents, 'A valid number is required.');
    if (cents === 'max_decimal_places') {
      return this.complain(name, cents, 'Ensure that there are no more than 2 decimal places.');
    }
    if (cents > limits.max) {
      const detail = `Ensure this value is less than or equal to ${centsAsText(limits.max)}.`;
      return this.complain(name, 'max_value', detail);
    }
    if (cents < limits.min) {
      const detail = `Ensure this value is greater than or equal to ${centsAsText(limits.min)}.`;
      return this.complain(name, 'min_value', detail);
    }
    return cents;
  }

  /** A required amount of money. */
  requiredAmount(name: string, limits: AmountLimits): Cents {
    const cents = this.amount(name, limits);
    if (cents === null) this.#require(name);
    return cents ?? 0;
  }

  /** One of these words; `fallback` when absent. */
  choice<T extends string>(name: string, words: readonly T[], fallback: T): T {
    const text = this.text(name, 100);
    if (text === null || text === '') return fallback;
    const word = words.find((each) => each === text);
    if (word === undefined)
      this.complain(name, 'invalid_choice', `"${text}" is not a valid choice.`);
    return word ?? fallback;
  }

  /** A whole number from 0; `fallback` when absent. */
  count(name: string, fallback: number): number {
    const text = this.text(name, 12);
    if (text === null || text === '') return fallback;
    if (/^\d+$/.test(text)) return Number(text);
    this.complain(name, 'invalid', 'A valid integer is required.');
    return fallback;
  }

  /** A boolean; `fallback` when absent. */
  flag(name: string, fallback: boolean): boolean {
    const value = this.#body[name] ?? fallback;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    this.complain(name, 'invalid', 'Must be a valid boolean.');
    return fallback;
  }

  /** An http or https address, or null when absent or empty. */
  url(name: string, maxLength: number): string | null {
    const text = this.text(name, maxLength);
    if (text === null || text === '') return null;
    if (isWebAddress(text)) return text;
    return this.complain(name, 'invalid', 'Enter a valid URL.');
  }

  /** A required list of objects, each of which is read by its own `Fields`. */
  requiredList(name: string, maxLength: number): Fields[] {
    const list: unknown = this.#body[name] ?? null;
    if (list === null) this.#require(name);
    else if (!Array.isArray(list)) {
      this.complain(name, 'not_a_list', `Expected a list of items but got type "${typeof list}".`);
    } else if (list.length === 0) this.complain(name, 'empty', 'This list may not be empty.');
    else if (list.length > maxLength) {
      const detail = `Ensure this field has no more than ${maxLength} elements.`;
      this.complain(name, 'max_length', detail);
    } else return list.map((item, index) => this.#nested(`${name}.${index}`, item));
    return [];
  }

  /** Adds an error about a field; returns null for convenience. */
  complain(name: string, code: string, detail: string): null {
    this.#complaints.push({ attr: `${this.#prefix}${name}`, code, detail });
    return null;
  }

  /** Throws when there were any errors. */
  check(): void {
    const [first, ...others] = this.#complaints;
    if (first !== undefined) throw new ApiError(400, [first, ...others]);
  }

  #nested(name: string, item: unknown): Fields {
    const body = isObject(item) ? item : {};
    return new Fields(body, `${this.#prefix}${name}.`, this.#complaints);
  }

  #require(name: string): void {
    if (this.#complaints.some(({ attr }) => attr === `${this.#prefix}${name}`)) return;
    if (this.#body[name] === null) this.complain(name, 'null', 'This field may not be null.');
    else this.complain(name, 'required', 'This field is required.');
  }
}

/** Whether a browser or a client can open the URL. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
