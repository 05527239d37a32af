import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The statements of a migration's way up, in order. */
export async function statementsOf(migration: MigrationInterface): Promise<string[]> {
  const texts: string[] = [];
  const recorder = {
    query: (text: string) => {
      texts.push(text);
      return Promise.resolve([]);
    },
  } as unknown as QueryRunner;
  await migration.up(recorder);
  return texts.flatMap(split).map((statement) => statement.replace(/\s+/g, ' ').trim());
}

const FUNCTION_BODY = /(\$\$[\s\S]*?\$\$|BEGIN ATOMIC[\s\S]*?\bEND(?=;))/;

/** Splits at semicolons, except in the body of a function. */
function split(text: string): string[] {
  const parts = text.split(FUNCTION_BODY).map((part, index) => (index % 2 ? '$$' : part));
  return parts
    .join('')
    .split(';')
    .filter((statement) => statement.trim() !== '');
}

interface Rule {
  readonly broken: RegExp;
  readonly what: string;
}

/**
 * Statements that lock readers or writers out for a time that grows with the table, with
 * alternatives.
 */
const RULES: readonly Rule[] = [
  {
    broken: /^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)/i,
    what: 'builds an index without CONCURRENTLY, which keeps writers out',
  },
  {
    broken: /\bADD (COLUMN )?(?!CONSTRAINT)\w+ (?!.*\bDEFAULT\b).*\bNOT NULL\b/i,
    what: 'adds a NOT NULL column without a default, which old servers cannot fill',
  },
  {
    broken: /\bADD (COLUMN )?(?!CONSTRAINT)\w+ .*\b(CHECK|REFERENCES|UNIQUE)\b(?!.*\bNOT VALID\b)/i,
    what: 'adds a column with a rule, which reads the whole table; add the rule NOT VALID instead',
  },
  {
    broken: /\bDEFAULT (random|gen_random_uuid|clock_timestamp|nextval)\s*\(/i,
    what: 'adds a default that differs by row, which rewrites the table',
  },
  {
    broken: /\bALTER (COLUMN )?\w+ (SET DATA )?TYPE\b/i,
    what: 'changes the type of a column, which rewrites the table; add another column instead',
  },
  {
    broken: /\bSET NOT NULL\b/i,
    what: 'sets NOT NULL, which reads the whole table; prove it by a validated CHECK first',
  },
  {
    broken: /\bADD CONSTRAINT \w+ (CHECK|FOREIGN KEY)\b(?!.*\bNOT VALID\b)/i,
    what: 'adds a rule that reads the whole table; add it NOT VALID and validate it in the next one',
  },
  {
    broken: /\bADD CONSTRAINT \w+ (UNIQUE|PRIMARY KEY)\b(?!.*\bUSING INDEX\b)/i,
    what: 'adds a key without USING INDEX, which builds it with everyone locked out',
  },
  { broken: /\bRENAME\b/i, what: 'renames what servers of the version before still use' },
  {
    broken: /^(UPDATE|DELETE FROM|TRUNCATE)\b/i,
    what: 'changes rows at once; do it in batches, in the background',
  },
  {
    broken: /^(LOCK|CLUSTER|VACUUM FULL|REINDEX (?!.*CONCURRENTLY))\b/i,
    what: 'locks a whole table',
  },
];

/** Explains how a migration would block a busy server; empty when it would not. */
export function migrationFaults(statements: readonly string[], isInTransaction: boolean): string[] {
  const [first = '', ...rest] = statements;
  const faults: string[] = [];
  const timeout = isInTransaction ? /^SET LOCAL lock_timeout = / : /^SET lock_timeout = /;
  if (!timeout.test(first)) faults.push('does not begin by setting lock_timeout');

  const created = new Set(
    statements.flatMap((text) => /^CREATE (?:UNLOGGED )?TABLE (\w+)/i.exec(text)?.[1] ?? []),
  );
  const isOnOldTable = (text: string): boolean => !created.has(tableOf(text) ?? '');
  for (const statement of rest.filter(isOnOldTable)) {
    for (const { broken, what } of RULES) if (broken.test(statement)) faults.push(what);
  }
  const isConcurrent = rest.some((text) => /\bCONCURRENTLY\b/i.test(text));
  if (isConcurrent && isInTransaction) {
    faults.push('says CONCURRENTLY and not `transaction = false`');
  }
  const validates = rest.some((text) => /\bVALIDATE CONSTRAINT\b/i.test(text));
  if (validates && rest.some((text) => /\bNOT VALID\b/i.test(text))) {
    faults.push('validates a rule while it still holds the lock of adding it');
  }
  return faults;
}

/** The table of a statement. */
const tableOf = (text: string): string | undefined =>
  /^(?:ALTER TABLE (?:ONLY )?|CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?\w+ ON |UPDATE |DELETE FROM |CREATE TABLE |CREATE UNLOGGED TABLE )(\w+)/i.exec(
    text,
  )?.[1];
