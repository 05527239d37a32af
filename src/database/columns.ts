import { applyDecorators } from '@nestjs/common';
import {
  Column,
  CreateDateColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  type ValueTransformer,
} from 'typeorm';

/** Milliseconds: what a JavaScript date holds exactly, so that a time read back finds its row. */
const TIMESTAMP = { type: 'timestamptz', precision: 3 } as const;

const rule = (...decorators: PropertyDecorator[]): PropertyDecorator =>
  applyDecorators(...decorators);

/** The integer primary key of `table`, given by the database; imports may bring their own. */
export const IdentityId = (table: string): PropertyDecorator =>
  PrimaryGeneratedColumn('identity', {
    type: 'integer',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: `${table}_pkey`,
  });

/** A 64-bit row number for tables that only grow; read as text, because it may pass 2^53. */
export const BigIdentityId = (table: string): PropertyDecorator =>
  PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: `${table}_pkey`,
  });

/** `created_at` and `updated_at` by the database's clock. */
export const CreatedAt = (): PropertyDecorator =>
  CreateDateColumn({ name: 'created_at', ...TIMESTAMP, default: () => 'now()' });
export const UpdatedAt = (): PropertyDecorator =>
  UpdateDateColumn({ name: 'updated_at', ...TIMESTAMP, default: () => 'now()' });

/** A moment that may not have come yet. */
export const OptionalTimestamp = (name: string): PropertyDecorator =>
  Column({ name, ...TIMESTAMP, nullable: true });

/** A moment that is always there. */
export const Timestamp = (name: string): PropertyDecorator =>
  Column({ name, ...TIMESTAMP, default: () => 'now()' });

/** PostgreSQL sends `bigint` as text. Amounts of money stay far below 2^53 and are checked to. */
const minorUnits: ValueTransformer = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : safeInteger(value)),
};

/** Money in minor units (cents). */
export const MinorUnits = (name: string): PropertyDecorator =>
  rule(Column({ name, type: 'bigint', transformer: minorUnits }));

/** `bigint` text of the database as a number; throws when it does not fit exactly. */
export function safeInteger(text: string | number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('An integer of the database is too large');
  return value;
}
