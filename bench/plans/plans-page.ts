import { type Explained, type ExplainedAll } from './explain.js';
import { buffersOf, type PlanNode, type RunStatement, stepsOf } from './plan.js';

/** A Markdown table with a line for each statement. */
export function plansTable(explained: readonly Explained[]): string {
  const lines = explained.map(({ statement: { name, purpose }, run: { plan, ms } }) =>
    [`\`${name}\``, purpose, indexesOf(plan), buffersOf(plan), ms.toFixed(2)].join(' | '),
  );
  return [
    '| Statement | What it is for | Found by | Buffers | ms |',
    '| --- | --- | --- | ---: | ---: |',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}

/** The whole plan of each statement, in Markdown. */
export const plansPage = ({ statements, radius }: ExplainedAll): string =>
  [
    '# The plans of the hot statements',
    'Written by `npm run bench -- --plans docs/plans.md`; [performance.md](performance.md#the-plan-of-each-hot-query) says how, and what there is to see.',
    ...statements.map(
      ({ statement: { name, purpose }, run: { plan } }) =>
        `## ${name}\n\n${sentence(purpose)}\n\n\`\`\`text\n${treeOf(plan)}\n\`\`\``,
    ),
    '# The plans of the RADIUS functions',
    'Each function with the statements in it, without those that read no table. SQL functions are a part of the statement that calls them.',
    ...radius.map(({ purpose, runs }) => `## ${purpose}\n\n\`\`\`text\n${callOf(runs)}\n\`\`\``),
    '',
  ].join('\n\n');

const MAX_TEXT_LENGTH = 90;

/** The statements of a call that read or write tables, each with its plan. */
function callOf(runs: readonly RunStatement[]): string {
  return runs
    .filter(({ plan }) => [...stepsOf(plan)].some((step) => step['Relation Name'] !== undefined))
    .map(({ text, plan }) => {
      const line = text.replace(/\s+/g, ' ');
      const shown = line.length > MAX_TEXT_LENGTH ? `${line.slice(0, MAX_TEXT_LENGTH - 1)}…` : line;
      return `${shown}\n${treeOf(plan, 1)}`;
    })
    .join('\n\n');
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The indexes that a plan uses, and what it reads without one. */
function indexesOf(plan: PlanNode): string {
  const found = [...stepsOf(plan)].flatMap((step) => {
    const { 'Node Type': type, 'Index Name': index, 'Relation Name': table } = step;
    const arbiters = step['Conflict Arbiter Indexes'];
    if (arbiters) return arbiters.map((arbiter) => `\`${arbiter}\``);
    if (index !== undefined) return [`\`${index}\``];
    if (type === 'Tid Scan') return [`place in \`${table ?? ''}\``];
    if (type === 'Seq Scan') return [`all of \`${table ?? ''}\``];
    return [];
  });
  return [...new Set(found)].join(', ') || 'only adds rows';
}

/** A plan in the form of `EXPLAIN (ANALYZE, BUFFERS)`, one step per line. */
function treeOf(step: PlanNode, depth = 0): string {
  const { 'Node Type': type, 'Index Name': index, 'Relation Name': table } = step;
  const what = [type, index ? `using ${index}` : '', table ? `on ${table}` : '']
    .filter((part) => part !== '')
    .join(' ');
  const cost =
    step['Actual Loops'] === 0
      ? 'never run'
      : `rows=${step['Actual Rows']} loops=${step['Actual Loops']} ` +
        `buffers=${buffersOf(step)} ms=${(step['Actual Total Time'] ?? 0).toFixed(3)}`;
  const line = `${'  '.repeat(depth)}${what} (${cost})`;
  return [line, ...(step.Plans ?? []).map((part) => treeOf(part, depth + 1))].join('\n');
}
