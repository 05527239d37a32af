import { describe, expect, it } from '@jest/globals';
import { returnPage } from './return-page.html.js';
import { type ReturnedPayment } from './return-page.repository.js';

const MARKUP = `<script>alert("1")</script> & '<img src=x>'`;
const ESCAPED =
  '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;&lt;img src=x&gt;&#39;';

const payment: ReturnedPayment = {
  attemptNumber: 1,
  status: 'processing',
  packageName: MARKUP,
  packageExpiryTime: null,
  errorMessage: MARKUP,
};

describe('the page that a customer comes back to', () => {
  it.each(['pending', 'processing', 'completed', 'failed'] as const)(
    'shows the text of others as text and has no script: %s',
    (status) => {
      const page = returnPage({ ...payment, status });
      expect(page).toContain(ESCAPED);
      expect(page).not.toMatch(/<script|<img/);
    },
  );
});
