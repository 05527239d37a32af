import { afterEach } from '@jest/globals';
import { assertAnswersAsDocumented } from './answer-checks.js';

afterEach(assertAnswersAsDocumented);
