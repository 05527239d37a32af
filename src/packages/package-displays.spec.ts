import { describe, expect, it } from '@jest/globals';
import { durationDisplay, PACKAGE_TYPE_NAMES, speedDisplay } from './package-displays.js';

describe('the duration of a package', () => {
  it.each([
    [1, '1 hour'],
    [2, '2 hours'],
    [24, '24 hours'],
    [168, '168 hours'],
    [719, '719 hours'],
    [720, '1 month'],
    [721, '721 hours'],
    [1440, '2 months'],
  ])('of %i hours reads %s', (hours, display) => {
    expect(durationDisplay(hours)).toBe(display);
  });
});

describe('the speed of a package', () => {
  it.each([
    [1, '1 Mbps'],
    [10, '10 Mbps'],
    [999, '999 Mbps'],
    [1000, '1.0 Gbps'],
    [1500, '1.5 Gbps'],
    [10_000, '10.0 Gbps'],
  ])('of %i Mbps reads %s', (mbps, display) => {
    expect(speedDisplay(mbps)).toBe(display);
  });
});

describe('the types of packages', () => {
  it('have names', () => {
    expect(PACKAGE_TYPE_NAMES).toEqual({ hourly: 'Hourly', monthly: 'Monthly' });
  });
});
