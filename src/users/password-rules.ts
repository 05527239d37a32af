import { IsSecret } from '../common/validation/secret-rules.js';
import { SHORTEST_PASSWORD } from './password-fault.js';

/** Bounds the work that a stranger can make the hash do. */
const LONGEST_PASSWORD = 128;

/** A password that someone chooses. */
export const IsNewPassword = (): PropertyDecorator =>
  IsSecret({ min: SHORTEST_PASSWORD, max: LONGEST_PASSWORD });

/** A password that someone claims to have: whatever its length, a wrong one is just wrong. */
export const IsKnownPassword = (): PropertyDecorator => IsSecret({ max: 4096 });
