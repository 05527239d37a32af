import { type SimulatorContext } from '../context.js';
import { type InvoiceOrder, openInvoice } from '../model/invoicing.js';
import { type Invoice } from '../model/records.js';
import { findOutcome } from './outcome-table.js';
import { type Outcome } from './outcome.js';

/** A new invoice whose life has not begun yet. */
export interface Collection {
  readonly invoice: Invoice;
  /** Lets its life begin. Resolves when the events that come before the answer have been sent. */
  readonly begin: () => Promise<void>;
}

/** What a payer decides on a page, beside paying as the phone number says. */
export interface PayerChoice {
  readonly outcome: Outcome;
  readonly endAfterMs: number;
}

/** Prompts a payer: makes the invoice and chooses how it will go. */
export function collect(
  context: SimulatorContext,
  order: InvoiceOrder,
  choice?: PayerChoice,
): Collection {
  const outcome = choice?.outcome ?? outcomeFor(context, order);
  const invoice = openInvoice(context, order, outcome);
  context.log(`invoice ${invoice.id} of ${JSON.stringify(invoice.apiRef)}: ${outcome.name}`);
  return {
    invoice,
    begin: () => {
      const announced = context.lifecycle.begin(invoice, choice?.endAfterMs);
      context.changes.emit();
      return announced;
    },
  };
}

function outcomeFor({ behaviour, outcomeRules }: SimulatorContext, order: InvoiceOrder): Outcome {
  const fallback = findOutcome(behaviour.outcome);
  if (fallback === undefined) throw new Error(`There is no outcome named ${behaviour.outcome}.`);
  return outcomeRules.choose(order, fallback);
}
