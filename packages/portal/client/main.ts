import { startCountdowns } from './countdowns.js';
import { startPolling } from './polling.js';
import { sendFormsOnce } from './forms.js';

startCountdowns();
sendFormsOnce();
startPolling();
