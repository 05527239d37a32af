import { describe, expect, it } from '@jest/globals';
import { pageUrl } from './page-url.js';

describe('pageUrl', () => {
  it('keeps the other filters and replaces the cursor', () => {
    const query = { status: 'failed', cursor: 'old', limit: '20' };
    expect(pageUrl('/payments/', query, 'new')).toBe(
      '/payments/?status=failed&limit=20&cursor=new',
    );
  });

  it('leaves the cursor out for the first page', () => {
    expect(pageUrl('/payments/', { status: 'failed', cursor: 'old' }, null)).toBe(
      '/payments/?status=failed',
    );
  });

  it('is the base alone when nothing is asked', () => {
    expect(pageUrl('/payments/', { cursor: 'old' }, null)).toBe('/payments/');
  });

  it('keeps an absolute base', () => {
    expect(pageUrl('https://pay.example.com/api/payments/', {}, 'abc')).toBe(
      'https://pay.example.com/api/payments/?cursor=abc',
    );
  });

  it('encodes what a filter may hold', () => {
    const url = pageUrl('/payments/', { phone: '+254 712&x=1#', from: 'é' }, 'abc');
    const { searchParams } = new URL(url, 'http://localhost');
    expect(Object.fromEntries(searchParams)).toEqual({
      phone: '+254 712&x=1#',
      from: 'é',
      cursor: 'abc',
    });
  });

  it('keeps a filter that was given several times', () => {
    expect(pageUrl('/payments/', { status: ['failed', 'pending'] }, null)).toBe(
      '/payments/?status=failed&status=pending',
    );
  });

  it('writes numbers and booleans, and leaves out what is no text', () => {
    const query = { router: 2, review: true, from: undefined, to: null, nested: { a: '1' } };
    expect(pageUrl('/payments/', query, null)).toBe('/payments/?router=2&review=true');
  });
});
