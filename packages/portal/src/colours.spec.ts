import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { accentsOf, contrast, DEFAULT_COLOUR } from './colours.js';

const colours = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the colours of an operator', () => {
  it('measure contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it('can be read, whatever was chosen', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        const { light, dark } = accentsOf(colour);
        for (const { fill, text } of [light, dark]) {
          expect(contrast(fill, text)).toBeGreaterThanOrEqual(4.5);
        }
        expect(contrast(light.link, '#f4f6f5')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark.link, '#1c221f')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark.link, '#121715')).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('stay as they are where they can be read', () => {
    expect(accentsOf('#0b6b4f').light).toEqual({
      fill: '#0b6b4f',
      text: '#ffffff',
      link: '#0b6b4f',
    });
    expect(accentsOf('#ffd400').light).toMatchObject({ fill: '#ffd400', text: '#000000' });
  });

  it.each([null, '', 'red', '#fff', '#0b6b4f;}body{display:none'])(
    'are those of the portal when %j is none',
    (colour) => {
      expect(accentsOf(colour)).toEqual(accentsOf(DEFAULT_COLOUR));
    },
  );
});
