import { type EntityManager } from 'typeorm';
import { type Sql } from './database.js';
import { asQuery } from './statement.js';

/** Runs SQL in the transaction of an entity manager. */
export const sqlOf = (manager: EntityManager): Sql => ({
  query: (query, positional) => {
    const { text, values } = asQuery(query, positional);
    return manager.query(text, [...values]);
  },
});
