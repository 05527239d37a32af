import { describe, expect, it } from '@jest/globals';
import { ApiError } from './api-error.js';
import { orGone } from './or-gone.js';

describe('a deletion', () => {
  it('of what is gone already has succeeded', async () => {
    const gone = new ApiError(404, 'not_found', 'Not found');
    await expect(orGone(Promise.reject(gone))).resolves.toBeUndefined();
  });

  it('that was refused has failed', async () => {
    const refused = new ApiError(409, 'access_ended', 'The access is over');
    await expect(orGone(Promise.reject(refused))).rejects.toBe(refused);
  });
});
