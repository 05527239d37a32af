import { type SimulatorContext } from '../context.js';
import { type InvoiceOrder, openInvoice } from '../model/invoicing.js';
import { type Invoice } from '../model/records.js';
import { findOutcome } from './outcome-table.js';
import { type Outcome } from './outcome.js';

/** A new invoice whose simulation has not started. */
export interface Collection {
  readonly invoice: Invoice;
  /** Starts the simulation. Resolves when the events that come before the response were sent. */
  readonly begin: () => Promise<void>;
}

/** A payer's choice on a page that overrides the outcome of the phone number. */
export interface PayerChoice {
  readonly outcome: Outcome;
  readonly endAfterMs: number;
}

/** Prompts a payer: creates the invoice and chooses its outcome. */
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
