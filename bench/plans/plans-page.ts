import { type Explained } from './explain.js';
import { buffersOf, type PlanNode, stepsOf } from './plan.js';

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
export const plansPage = (explained: readonly Explained[]): string =>
  [
    '# The plans of the hot statements',
    'Written by `npm run bench -- --plans docs/plans.md`; [performance.md](performance.md#the-plan-of-each-hot-query) says how, and what there is to see.',
    ...explained.map(
      ({ statement: { name, purpose }, run: { plan } }) =>
        `## ${name}\n\n${sentence(purpose)}\n\n\`\`\`text\n${treeOf(plan)}\n\`\`\``,
    ),
    '',
  ].join('\n\n');

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
