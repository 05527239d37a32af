import { describe, expect, it } from '@jest/globals';
import { Changes } from './changes.js';

describe('Changes', () => {
  it('resolves at once when the probe already finds something', async () => {
    await expect(new Changes().waitFor(() => 'there')).resolves.toBe('there');
  });

  it('resolves after the change that made the probe find something', async () => {
    const changes = new Changes();
    const shelf: number[] = [];
    const waiting = changes.waitFor(() => shelf[0]);
    changes.emit();
    shelf.push(7);
    changes.emit();

    await expect(waiting).resolves.toBe(7);
  });

  it('rejects with what the probe throws', async () => {
    const changes = new Changes();
    let broken = false;
    const waiting = changes.waitFor(() => {
      if (broken) throw new Error('cannot look');
      return false;
    });
    broken = true;
    changes.emit();

    await expect(waiting).rejects.toThrow('cannot look');
  });

  it('rejects everyone who waits when the simulator stops', async () => {
    const changes = new Changes();
    const waiting = changes.waitFor(() => null);
    changes.close();

    await expect(waiting).rejects.toThrow('stopped before');
  });
});
