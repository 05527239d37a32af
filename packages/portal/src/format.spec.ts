import { describe, expect, it } from '@jest/globals';
import {
  codeText,
  dataText,
  instantText,
  moneyText,
  packageDuration,
  secondsLeft,
  speedText,
  timeLeft,
} from './format.js';
import { en } from './texts/en.js';
import { sw } from './texts/sw.js';

const NOW = new Date('2026-03-03T11:05:00.000Z');
const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const HOUR = 3600;
const DAY = 24 * HOUR;

describe('an amount', () => {
  it.each([
    [0, 'KES', 'KSh 0'],
    [1000, 'KES', 'KSh 10'],
    [150_000, 'KES', 'KSh 1,500'],
    [123_456_789, 'KES', 'KSh 1,234,567.89'],
    [1050, 'KES', 'KSh 10.50'],
    [1005, 'USD', 'USD 10.05'],
  ])('of %i %s reads %s', (minor, currency, text) => {
    expect(moneyText({ minor, currency })).toBe(text);
  });
});

describe('how long a package lasts', () => {
  it.each([
    [1, '1 hour (60 minutes)', 'Saa 1 (dakika 60)'],
    [6, '6 hours (360 minutes)', 'Saa 6 (dakika 360)'],
    [24, '1 day (24 hours)', 'Siku 1 (saa 24)'],
    [25, '1 day 1 hour', 'Siku 1 na saa 1'],
    [60, '2 days 12 hours', 'Siku 2 na saa 12'],
    [168, '7 days', 'Siku 7'],
    [720, '1 month (30 days)', 'Mwezi 1 (siku 30)'],
    [1440, '2 months (60 days)', 'Miezi 2 (siku 60)'],
  ])('%i hours: %s, %s', (hours, english, swahili) => {
    expect(packageDuration(hours, en)).toBe(english);
    expect(packageDuration(hours, sw)).toBe(swahili);
  });
});

describe('the time left', () => {
  it.each([
    [-5, 'less than a minute', 'chini ya dakika 1'],
    [59, 'less than a minute', 'chini ya dakika 1'],
    [60, '1 minute', 'dakika 1'],
    [HOUR - 1, '59 minutes', 'dakika 59'],
    [HOUR, '1 hour', 'saa 1'],
    [2 * HOUR + 60, '2 hours 1 minute', 'saa 2 dakika 1'],
    [DAY, '1 day', 'siku 1'],
    [DAY + 300, '1 day 5 minutes', 'siku 1 dakika 5'],
    [6 * DAY + 3 * HOUR + 600, '6 days 3 hours', 'siku 6 saa 3'],
  ])('of %i seconds reads %s, %s', (seconds, english, swahili) => {
    expect(timeLeft(after(seconds), NOW, en)).toBe(english);
    expect(timeLeft(after(seconds), NOW, sw)).toBe(swahili);
  });

  it('is never below 0, and a part of a second counts', () => {
    expect([-1, 0, 0.2, 90].map((seconds) => secondsLeft(after(seconds), NOW))).toEqual([
      0, 0, 1, 90,
    ]);
  });
});

describe('an instant', () => {
  it.each([
    [after(0), '14:05, Tuesday 3 March', '14:05, Jumanne 3 Machi'],
    [new Date('2026-03-03T21:00:00Z'), '00:00, Wednesday 4 March', '00:00, Jumatano 4 Machi'],
    [
      new Date('2026-12-31T21:30:00Z'),
      '00:30, Friday 1 January 2027',
      '00:30, Ijumaa 1 Januari 2027',
    ],
  ])('has time and date in Nairobi, and another year: %p', (at, english, swahili) => {
    expect(instantText(at, NOW, 'Africa/Nairobi', en)).toBe(english);
    expect(instantText(at, NOW, 'Africa/Nairobi', sw)).toBe(swahili);
  });

  it('is in the zone of the frame', () => {
    expect(instantText(NOW, NOW, 'UTC', en)).toBe('11:05, Tuesday 3 March');
  });
});

describe('other values', () => {
  it.each([
    [1, '1 Mbps, for chat and browsing'],
    [5, '5 Mbps, good for video'],
    [10, '10 Mbps, good for HD video'],
    [25, '25 Mbps, very fast'],
  ])('a speed of %i Mbps is said in words', (mbps, text) => {
    expect(speedText(mbps, en)).toBe(text);
  });

  it.each([
    [500, '500 MB'],
    [1000, '1 GB'],
    [1024, '1 GB'],
    [1500, '1.5 GB'],
    [2048, '2 GB'],
  ])('%i MB reads %s', (megabytes, text) => {
    expect(dataText(megabytes)).toBe(text);
  });

  it('codes of eight characters are in two groups, others as they are', () => {
    expect(['7KQ2MXPA', 'ABC', '7KQ2-MXPA'].map(codeText)).toEqual([
      '7KQ2-MXPA',
      'ABC',
      '7KQ2-MXPA',
    ]);
  });
});
