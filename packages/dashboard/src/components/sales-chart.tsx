import { Skeleton, Table, useComputedColorScheme } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type UPlot from 'uplot';
import { centsOf, formatMoney } from '../format/money.js';
import { formatCount } from '../format/numbers.js';
import { chartTexts } from '../texts/chart.js';
import { useTexts } from '../texts/use-texts.js';

/** What was taken in one hour, day, week or month. */
export interface ChartBar {
  readonly key: string;
  readonly label: string;
  /** An amount of the API. */
  readonly gross: string;
  readonly sales: number;
}

const HEIGHT_PX = 200;

/** Bars of what was taken over time, and the same as a table. */
export function SalesChart({
  title,
  bars,
  currency,
}: {
  readonly title: string;
  readonly bars: readonly ChartBar[];
  readonly currency: string;
}): ReactNode {
  const texts = useTexts(chartTexts);
  const [hovered, setHovered] = useState<number | null>(null);
  const bar = hovered === null ? undefined : bars[hovered];
  return (
    <figure className="chart" aria-label={title}>
      <p className="chart-value" aria-hidden>
        {bar
          ? `${bar.label} · ${formatMoney(bar.gross, currency)} · ${texts.salesOf(formatCount(bar.sales))}`
          : title}
      </p>
      <Bars bars={bars} onHover={setHovered} />
      <details>
        <summary>{texts.asTable}</summary>
        <Table verticalSpacing={6} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{texts.time}</Table.Th>
              <Table.Th scope="col" ta="end">
                {texts.amount}
              </Table.Th>
              <Table.Th scope="col" ta="end">
                {texts.sales}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {bars.map(({ key, label, gross, sales }) => (
              <Table.Tr key={key}>
                <Table.Td>{label}</Table.Td>
                <Table.Td ta="end">{formatMoney(gross, currency)}</Table.Td>
                <Table.Td ta="end">{formatCount(sales)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </figure>
  );
}

function Bars({
  bars,
  onHover,
}: {
  readonly bars: readonly ChartBar[];
  readonly onHover: (index: number | null) => void;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [library, setLibrary] = useState<typeof UPlot | null>(null);
  useEffect(() => {
    // The library is large, and few screens have a chart. The table has the figures without it.
    void Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(
      ([{ default: loaded }]) => {
        setLibrary(() => loaded);
      },
    );
  }, []);
  const drawn = JSON.stringify(bars);
  useEffect(() => {
    const { current: element } = box;
    if (!library || !element) return;
    const chart = draw(library, element, JSON.parse(drawn) as ChartBar[], onHover);
    const watch = new ResizeObserver(() => {
      chart.setSize({ width: element.clientWidth, height: HEIGHT_PX });
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.destroy();
      onHover(null);
    };
  }, [library, drawn, scheme, onHover]);
  return (
    <div ref={box} className="chart-box" aria-hidden>
      {!library && <Skeleton height={HEIGHT_PX} />}
    </div>
  );
}

const CENTS = 100;
/** About as wide as a letter of a label, and the room between two labels. */
const LETTER_PX = 7;
const LABEL_GAP_PX = 16;

function draw(
  Library: typeof UPlot,
  element: HTMLElement,
  bars: readonly ChartBar[],
  onHover: (index: number | null) => void,
): UPlot {
  const color = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
  const [fill, soft, line] = [color('--chart-bar'), color('--soft'), color('--line')];
  const indexes = bars.map((_, index) => index);
  // Heights of bars only: what is written beside them comes from the texts of the API.
  const heights = bars.map(({ gross }) => Number(centsOf(gross)) / CENTS);
  const longest = Math.max(0, ...bars.map(({ label }) => label.length));
  const labelPx = longest * LETTER_PX + LABEL_GAP_PX;
  const bar = Library.paths.bars?.({ size: [0.72, 44], radius: 0.15 });
  return new Library(
    {
      width: element.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [-0.6, bars.length - 0.4] },
        y: { range: (_, __, max) => [0, max <= 0 ? 1 : max * 1.08] },
      },
      axes: [
        {
          stroke: soft,
          grid: { show: false },
          ticks: { show: false },
          splits: (chart) => {
            const room = Math.max(1, Math.floor(chart.width / labelPx));
            const step = Math.max(1, Math.ceil(bars.length / room));
            return indexes.filter((index) => index % step === 0);
          },
          values: (_, splits) => splits.map((index) => bars[index]?.label ?? ''),
          size: 30,
        },
        {
          stroke: soft,
          grid: { stroke: line, width: 1 },
          ticks: { show: false },
          values: (_, splits) => splits.map((value) => formatCount(value)),
          size: 56,
        },
      ],
      series: [
        {},
        { fill, stroke: fill, width: 0, ...(bar && { paths: bar }), points: { show: false } },
      ],
      hooks: {
        setCursor: [
          ({ cursor: { idx } }) => {
            onHover(idx ?? null);
          },
        ],
      },
    },
    [indexes, heights],
    element,
  );
}
