import { violatedConstraint } from '../../database/violations.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { paymentErrors } from '../payment-errors.js';

/**
 * Passes on why a payment could not be committed: as a refusal when its router or package was
 * deleted after it had been checked, unchanged otherwise.
 */
export function mapForeignKeyViolation(error: unknown): never {
  switch (violatedConstraint(error)) {
    case 'payments_user_id_router_id_fkey':
      throw routerNotFound();
    case 'payments_user_id_package_id_fkey':
      throw paymentErrors.packageNotOnSale();
    case null:
    default:
      throw error;
  }
}
